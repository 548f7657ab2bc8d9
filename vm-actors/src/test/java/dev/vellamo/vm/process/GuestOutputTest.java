package dev.vellamo.vm.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GuestOutputTest {
    private final OutputTail tail = new OutputTail();
    private final List<String> logged = new ArrayList<>();

    private void drain(String printed) {
        drain(new ByteArrayInputStream(printed.getBytes(StandardCharsets.UTF_8)));
    }

    private void drain(InputStream printed) {
        new GuestOutput("worker", printed, tail, logged::add).run();
    }

    @Nested
    class OfAHostileGuest {
        @Test
        void cutsALineThatIsTooLong() {
            drain("x".repeat(1_000_000) + "\nnext\n");

            assertThat(tail.lines()).containsExactly("x".repeat(GuestOutput.MAX_LINE_BYTES) + " [cut]", "next");
        }

        @Test
        void showsControlCharactersAsQuestionMarks() {
            drain("\u001B[31mred\r\b\u0000\n");

            assertThat(tail.lines()).containsExactly("?[31mred???");
        }

        @Test
        void replacesWhatIsNotUtf8() {
            drain(new ByteArrayInputStream(new byte[] {(byte) 0xFF, 'a', '\n'}));

            assertThat(tail.lines()).containsExactly("\uFFFDa");
        }

        @Test
        void countsTheLinesBeyondTheRate() {
            drain("flood\n".repeat(100_000));

            assertThat(logged).hasSizeLessThan(50_000);
            assertThat(logged.get(logged.size() - 1)).contains("lines left out");
            assertThat(tail.lines()).hasSize(OutputTail.MAX_LINES);
        }

        @Test
        void keepsWhatWasPrintedBeforeReadingFailed() {
            drain(new InputStream() {
                private boolean given;

                @Override
                public int read() {
                    throw new AssertionError("it is read in chunks");
                }

                @Override
                public int read(byte[] chunk, int offset, int length) throws IOException {
                    if (given) {
                        throw new IOException("gone");
                    }
                    given = true;
                    chunk[offset] = 'a';
                    return 1;
                }
            });

            assertThat(tail.lines()).containsExactly("a");
        }
    }

    @Test
    void logsEachLine() {
        drain("one\r\ntwo");

        assertThat(logged).containsExactly("one", "two");
    }

    @Test
    void joinsALineThatComesInPieces() {
        var lines = new OutputLines(100);

        assertThat(lines.add(new byte[] {'a', 'b'}, 2)).isEmpty();
        assertThat(lines.add(new byte[] {'c', '\n', 'd'}, 3)).containsExactly("abc");
        assertThat(lines.end()).containsExactly("d");
        assertThat(lines.end()).isEmpty();
    }

    @Test
    void letsSoManyLinesThroughInEachSecond() {
        var rate = new LineRate(2, 0);

        assertThat(rate.passes(0)).isTrue();
        assertThat(rate.passes(1)).isTrue();
        assertThat(rate.passes(2)).isFalse();
        assertThat(rate.passes(1_000_000_000)).isTrue();
        assertThat(rate.takeLeftOut()).isEqualTo(1);
        assertThat(rate.takeLeftOut()).isZero();
    }

    @Test
    void keepsTheLastLinesOnly() {
        for (int line = 0; line < 60; line++) {
            tail.add("line " + line);
        }

        assertThat(tail.lines()).hasSize(50).startsWith("line 10").endsWith("line 59");
    }
}
