package dev.vellamo.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.daemon.run.Trial.Deed;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class EndOfRunIT extends TrialRuns {

    @Nested
    class WhenItEndsByItself {

        @Test
        void aVatThatExitsIsSuccess() throws Exception {
            vats(Deed.EXIT);

            var run = run("cluster.json");
            knock(run);

            assertThat(run.exitCode()).isZero();
            assertThat(run.out())
                    .anyMatch(line -> line.startsWith("vat vat1 (v1) ended:") && line.contains("all done"));
            assertThat(run.err()).isEmpty();
            assertNothingIsLeft(run);
        }

        @Test
        void aVatThatFailsIsFailure() throws Exception {
            vats(Deed.EXIT_WITH_FAILURE);

            var run = run("cluster.json");
            knock(run);

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .anyMatch(line -> line.startsWith("vellamo: vat vat1 (v1) ended:") && line.contains("out of luck"));
            assertNothingIsLeft(run);
        }

        @Test
        void aVatThatExitsDoesNotHideOneThatFailed() throws Exception {
            vats(Deed.EXIT, Deed.EXIT_WITH_FAILURE);

            var run = run("cluster.json");
            knock(run);

            assertThat(run.exitCode()).isEqualTo(1);
        }

        @Test
        void aVatThatEndsTheProcessLeavesNoSocket() throws Exception {
            vats(Deed.EXIT_THE_PROCESS);

            var run = run("cluster.json");

            assertThat(run.exitCode()).isEqualTo(7);
            assertThat(filesLeft()).isEmpty();
        }
    }

    @Nested
    class WhenInterrupted {

        @Test
        void aConnectedClientIsCutAndNoTraceStays() throws Exception {
            vats(Deed.WAIT);
            var run = run("cluster.json");
            run.awaitOut("launched");

            try (var client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                client.connect(UnixDomainSocketAddress.of(socket()));
                run.signal("TERM");
                assertThat(run.exitCode()).isEqualTo(143);
            }

            assertNothingIsLeft(run);
        }

        @Test
        void codeThatDoesNotReturnIsWrittenOffAndTheProcessEnds() throws Exception {
            vats(Deed.SPIN);
            var run = run("cluster.json");
            run.awaitOut("vat1 | spinning");
            run.signal("INT");

            assertThat(run.exitCode()).isEqualTo(130);
            assertThat(run.err()).anyMatch(line -> line.contains("vat vat1: what it was doing did not end in time"));
            assertThat(filesLeft()).isEmpty();
        }

        @Test
        void theSecondSignalKillsAtOnce() throws Exception {
            vats(Deed.SPIN, Deed.SPIN, Deed.SPIN, Deed.SPIN, Deed.SPIN, Deed.SPIN);
            var run = run("cluster.json");
            run.awaitOut("spinning");
            run.signal("INT");
            run.awaitErr("shutting down; press Ctrl-C again to kill");
            run.signal("INT");

            assertThat(run.exitCode()).isEqualTo(130);
            assertThat(run.out()).noneMatch(line -> line.startsWith("ended:"));
        }

        @Test
        void aReaderThatWentAwayDoesNotKeepItFromEnding() throws Exception {
            vats(Deed.WAIT);
            var run = run("cluster.json");
            run.awaitOut("launched");
            run.closeOut();
            run.signal("INT");

            assertThat(run.exitCode()).isEqualTo(130);
            assertNothingIsLeft(run);
        }
    }
}
