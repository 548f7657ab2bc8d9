package dev.vellamo.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PrinterTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private static Line lost(long count) {
        return Line.err(count + " lost");
    }

    private static PrintStream stream(OutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** A reader that does not read until it is told to. */
    private static final class Stalled extends OutputStream {
        final CountDownLatch reached = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public void write(int b) throws IOException {
            reached.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
        }
    }

    @Nested
    class WhenNobodyReads {

        private final Stalled stalled = new Stalled();

        @Test
        void printingDoesNotWaitAndWhatIsLostIsCounted() throws InterruptedException {
            try (var printer = new Printer(stream(stalled), stream(err), PrinterTest::lost)) {
                printer.print(List.of(Line.out("blocks")));
                stalled.reached.await();
                var lines = IntStream.range(0, Printer.MAX_QUEUED_LINES + 5)
                        .mapToObj(number -> Line.err("line " + number))
                        .toList();
                printer.print(lines);
                stalled.goOn.countDown();
            }

            var lines = text(err).lines().toList();
            assertThat(lines).hasSize(Printer.MAX_QUEUED_LINES + 1).last().isEqualTo("5 lost");
        }

        @Test
        void whoLogsIsHeldUpOnceAndThenLosesLines() throws InterruptedException {
            try (var printer = new Printer(stream(stalled), stream(err), PrinterTest::lost)) {
                printer.print(List.of(Line.out("blocks")));
                stalled.reached.await();
                var full = IntStream.range(0, Printer.MAX_QUEUED_LINES)
                        .mapToObj(number -> Line.err("line"))
                        .toList();
                printer.print(full);
                // A hundred of these would take ten seconds if each waited.
                IntStream.range(0, 1000).forEach(number -> printer.printPatiently(List.of(Line.err("more"))));
                stalled.goOn.countDown();
            }

            assertThat(text(err)).contains("1000 lost");
        }

        @Test
        void theEndIsNotHeldUp() throws InterruptedException {
            var printer = new Printer(stream(stalled), stream(err), PrinterTest::lost);
            printer.print(List.of(Line.out("blocks")));
            stalled.reached.await();

            printer.close();

            stalled.goOn.countDown();
            assertThat(text(err)).isEmpty();
        }
    }

    @Test
    void aStreamThatIsClosedLosesItsLinesOnly() {
        var closed = stream(out);
        closed.close();
        try (var printer = new Printer(closed, stream(err), PrinterTest::lost)) {
            printer.print(List.of(Line.out("a"), Line.err("b")));
        }

        assertThat(text(err)).isEqualTo("b\n");
    }

    @Test
    void linesKeepTheirOrder() {
        var both = new ByteArrayOutputStream();
        try (var printer = new Printer(stream(both), stream(both), PrinterTest::lost)) {
            printer.print(List.of(Line.out("1"), Line.err("2"), Line.err("3"), Line.out("4")));
            printer.printPatiently(List.of(Line.err("5")));
        }

        assertThat(text(both)).isEqualTo("1\n2\n3\n4\n5\n");
    }
}
