import dev.vellamo.vat.Baggage;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Counts, and tries what its place lets it do. */
public final class Worker implements Vat {

    @Override
    public Object root(VatContext vat) {
        return new Root(vat.baggage());
    }

    public static final class Root implements Remotable {
        private final Baggage kept;
        private int inThisProcess;

        Root(Baggage kept) {
            this.kept = kept;
        }

        public String answer(String line) throws IOException {
            var words = line.split(" ", 2);
            return switch (words[0]) {
                case "count" -> count();
                case "pid" -> Long.toString(ProcessHandle.current().pid());
                case "read" -> read(words[1]);
                case "dial" -> dial(words[1]);
                default -> "error: expected count, pid, \"read FILE\" or \"dial HOST\"";
            };
        }

        private String count() {
            int total = kept.find("total", Integer.class).orElse(0) + 1;
            kept.put("total", total);
            inThisProcess++;
            return "count " + total + ", " + inThisProcess + " in this process";
        }

        private static String read(String file) throws IOException {
            try {
                return "read " + Files.readAllBytes(Path.of(file)).length + " bytes of " + file;
            } catch (AccessDeniedException e) {
                return "may not read " + file;
            }
        }

        private static String dial(String host) {
            try (var socket = new Socket(host, 80)) {
                return "reached " + socket.getInetAddress();
            } catch (IOException e) {
                return "may not dial: " + e.getMessage();
            }
        }
    }
}
