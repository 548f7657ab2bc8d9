package dev.vellamo.benchmarks.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class ReportTest {

    private static final List<Peer> PEERS = List.of(Peer.values());

    @TempDir
    private Path directory;

    private static Report report(List<Peer> peers) {
        var results = results(peers);
        return Report.of(results, peers, Targets.of(results));
    }

    /** Each peer is faster than the one before it. */
    private static Results results(List<Peer> peers) {
        var results = new Results();
        for (var peer : peers) {
            var factor = 1 + peers.indexOf(peer) / 100.0;
            for (int bytes : RateTable.MESSAGE_BYTES) {
                RateTable.ALL.stream()
                        .filter(table -> peer.can(table.needed()))
                        .forEach(table -> results.add(
                                table.load(peer), bytes, new Rate(1e8 * factor / bytes, 100, 10, 0.9, 1.1)));
            }
            results.add(peer, false, new RoundTrip(60 * factor, 120 * factor));
            results.add(peer, true, new RoundTrip(100 * factor, 4_000 * factor));
        }
        return results;
    }

    @Test
    void leavesAReadmeWithoutItsPlaceAlone() throws IOException {
        var readme = directory.resolve("README.md");
        Files.writeString(readme, "# benchmarks\n");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> report(PEERS).publish(directory))
                .withMessageContaining("streams");
        assertThat(readme).hasContent("# benchmarks\n");
    }

    @Test
    void replacesWhatAReadmeShowed() throws IOException {
        var readme = directory.resolve("README.md");
        Files.copy(Path.of("README.md"), readme);
        var report = report(PEERS);

        report.publish(directory);
        var once = Files.readString(readme);
        report.publish(directory);

        assertThat(readme).hasContent(once);
        assertThat(once).startsWith("# benchmarks\n").contains("![One stream](docs/one-stream.svg)", "**no**");
        assertThat(directory.resolve("docs")).isDirectoryContaining("glob:**/round-trips.svg");
    }

    @Test
    void comparesWithVellamoInTheSameRun() {
        assertThat(report(PEERS).markdown(""))
                .contains("| 64 B | Netty | 1,640,625 | 0.95 | 105 | 100 | 10.0 |")
                .contains("| 64 B | Vellamo | 1,718,750 | 1.00 | 110 | 100 | 10.0 | 90 to 110 |");
    }

    @Test
    void hasNoRatiosAndNoTargetsWithoutVellamo() {
        var netty = List.of(Peer.NETTY);

        var report = report(netty);

        assertThat(report.tables()).hasSize(2);
        assertThat(report.markdown(""))
                .contains("| 64 B | Netty | 1,562,500 |  |")
                .doesNotContain("grpc", "| yes |");
    }

    @Test
    void drawsPlotsThatAreWellFormed() {
        var plots = report(PEERS).tables().stream().map(ResultTable::svg);

        assertThat(plots)
                .hasSize(5)
                .allSatisfy(svg -> assertThatCode(() -> DocumentBuilderFactory.newInstance()
                                .newDocumentBuilder()
                                .parse(new InputSource(new StringReader(svg))))
                        .doesNotThrowAnyException())
                .allSatisfy(svg -> assertThat(svg).contains("class=\"own\"", "Vellamo"));
    }

    @Test
    void takesTheMedianOfTheRounds() {
        var results = new Results();
        for (double rate : new double[] {5, 1, 3}) {
            results.add(new Load(Peer.RAW, 1, Window.DEFAULT), 64, new Rate(rate, 0, 0, 1, 1));
        }

        assertThat(results.rate(new Load(Peer.RAW, 1, Window.DEFAULT), 64))
                .hasValueSatisfying(rate -> assertThat(rate.messagesPerSecond()).isEqualTo(3));
    }

    @Test
    void comparesWhatWasMeasuredInTheSameRound() {
        var results = new Results();
        var one = new Load(Peer.RAW, 1, Window.DEFAULT);
        var other = new Load(Peer.NETTY, 1, Window.DEFAULT);
        for (double speed : new double[] {1, 2, 16}) {
            results.add(one, 64, new Rate(3 * speed, 0, 0, 1, 1));
            results.add(Peer.RAW, false, new RoundTrip(6 / speed, 1));
        }
        for (double speed : new double[] {1, 2, 4}) {
            results.add(other, 64, new Rate(speed, 0, 0, 1, 1));
            results.add(Peer.NETTY, false, new RoundTrip(2 / speed, speed));
        }

        assertThat(results.ratio(one, other, 64)).contains(3.0);
        assertThat(results.ratio(Peer.RAW, Peer.NETTY, false, RoundTrip::medianMicros))
                .contains(3.0);
        assertThat(results.roundTrip(Peer.NETTY, false)).contains(new RoundTrip(1, 2));
        assertThat(results.ratio(one, new Load(Peer.GRPC, 1, Window.DEFAULT), 64))
                .isEmpty();
    }

    @Test
    void saysWhichTargetsAreReached() {
        assertThat(Arrays.asList(
                        Target.atLeast("a", 1.2, 0.8, 1).cells().get(4),
                        Target.atLeast("b", 0.9, 0.8, 1).cells().get(4),
                        Target.atMost("c", 2.1, 2, 0.5).cells().get(4)))
                .containsExactly("yes, and what is then", "yes", "**no**");
    }
}
