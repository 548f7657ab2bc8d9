import dev.vellamo.vat.IoChannel;
import dev.vellamo.vat.Received;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Has the guest add the numbers of each line. */
public final class Main implements Vat {

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
            var node = services.get("node");
            services.get("node-socket")
                    .as(IoChannel.class)
                    .forEach(received -> answer(received, node))
                    .exceptionally(failure -> {
                        vat.logger().info("no more lines: {}", failure.getMessage());
                        return null;
                    });
        }

        private void answer(Received received, Ref node) {
            for (String line : received.lines()) {
                var answer = node.send("add", words(line))
                        .handle((sum, failure) -> failure == null ? sum.toString() : "error: " + failure.getMessage());
                // In the order of the lines, whichever the guest answers first.
                lastAnswer = lastAnswer.thenCombine(answer, (before, text) -> received.session().write(text));
            }
            if (received.ended()) {
                lastAnswer.thenRun(received.session()::close);
            }
        }

        /** Numbers as numbers; what is none is the guest's to refuse. */
        private static Object[] words(String line) {
            return Stream.of(line.strip().split("\\s+"))
                    .<Object>map(word -> word.matches("-?[0-9]{1,9}") ? Integer.valueOf(word) : word)
                    .toArray();
        }
    }
}
