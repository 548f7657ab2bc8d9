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

/** Reads lines from the socket and has a vat answer them that runs in a guest: nothing here says so. */
public final class Main implements Vat {

    /** What the other vat offers. */
    public interface Worker {
        Promise<String> answer(String line);
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
            var worker = vats.get("worker").as(Worker.class);
            services.get("isolated-socket")
                    .as(IoChannel.class)
                    .forEach(received -> answer(received, worker))
                    .exceptionally(failure -> {
                        vat.logger().info("no more lines: {}", failure.getMessage());
                        return null;
                    });
        }

        private void answer(Received received, Worker worker) {
            for (String line : received.lines()) {
                lastAnswer = worker.answer(line)
                        .exceptionally(failure -> "failed: " + failure.getMessage())
                        .thenAccept(received.session()::write);
            }
            if (received.ended()) {
                // Answers come in the order of the lines: after the last one, nothing is left to write.
                lastAnswer.thenRun(received.session()::close);
            }
        }
    }
}
