import dev.vellamo.vat.IoChannel;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Received;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads lines from the socket and has another vat answer them. */
public final class Main implements Vat {

    /** What the other vat offers. */
    public interface Echo {
        Promise<String> echo(String line);
    }

    @Override
    public Object root(VatContext vat) {
        return new Root(vat);
    }

    public static final class Root implements Remotable {
        private final VatContext vat;
        private CompletionStage<?> lastAnswer = CompletableFuture.completedFuture("");

        Root(VatContext vat) {
            this.vat = vat;
        }

        public void bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
            var echo = vats.get("echo").as(Echo.class);
            services.get("echo-socket")
                    .as(IoChannel.class)
                    .forEach(received -> answer(received, echo))
                    .exceptionally(failure -> {
                        vat.logger().info("no more lines: {}", failure.getMessage());
                        return null;
                    });
        }

        private void answer(Received received, Echo echo) {
            for (String line : received.lines()) {
                lastAnswer = echo.echo(line).thenAccept(received.session()::write);
            }
            if (received.ended()) {
                // Answers come in the order of the lines: after the last one, nothing is left to write.
                lastAnswer.thenRun(received.session()::close);
            }
        }
    }
}
