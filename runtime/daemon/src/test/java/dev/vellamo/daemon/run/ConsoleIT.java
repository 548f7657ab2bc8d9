package dev.vellamo.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.vat.IoChannel;
import dev.vellamo.vat.Received;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The standard input and output of a real {@code vellamo run} as an IO channel. */
class ConsoleIT extends TrialRuns {

    /** Answers each line; ends at the end of the input. */
    public static final class Answering implements Vat {
        @Override
        public Object root(VatContext vat) {
            return new Root(vat);
        }
    }

    /** The root of {@link Answering}. */
    public static final class Root implements Remotable {
        private final VatContext vat;

        Root(VatContext vat) {
            this.vat = vat;
        }

        public void bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
            Objects.requireNonNull(services.get("tty"))
                    .as(IoChannel.class)
                    .forEach(this::answer)
                    .exceptionally(failure -> {
                        vat.logger().info("no more: {}", String.valueOf(failure.getMessage()));
                        return null;
                    });
        }

        private void answer(Received received) {
            for (var line : received.lines()) {
                received.session().write("you typed: " + line);
            }
            if (received.ended()) {
                received.session().write("bye").thenAccept(written -> vat.exit("the input ended"));
            }
        }
    }

    private void answering() throws IOException {
        config("""
                { "name": "console", "bootstrap": "main",
                  "vats": { "main": { "class": "%s" } }, "io": { "tty": { "type": "console" } } }
                """.formatted(Answering.class.getName()));
    }

    @Test
    void theVatAnswersUntilTheInputEnds() throws Exception {
        answering();

        var run = runTyping("cluster.json");
        run.awaitOut("using the console (tty)");
        run.type("hello\n");
        run.awaitOut("you typed: hello");
        run.type("w\u00f6rld");
        run.endInput();

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).containsSubsequence("you typed: hello", "you typed: w\u00f6rld", "bye");
    }

    @Test
    void aReadThatNobodyEndsDoesNotHoldUpTheEnd() throws Exception {
        answering();

        var run = runTyping("cluster.json");
        run.awaitOut("launched; press Ctrl-C to end it");
        run.signal("INT");

        assertThat(run.exitCode()).isEqualTo(130);
    }
}
