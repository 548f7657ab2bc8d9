package dev.vellamo.io.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.io.channel.ChannelFixture.Shape;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The units of a channel as a stream. */
class UnitSourceTest {
    @RegisterExtension
    final ChannelFixture fixture = new ChannelFixture(Shape.LINES_OF_ONE);

    private Materializer streams;

    @BeforeEach
    void start() {
        streams = Materializer.createMaterializer(fixture.kit.system());
    }

    @AfterEach
    void stop() {
        streams.shutdown();
    }

    private SinkQueueWithCancel<ReceivedUnits> run() {
        return UnitSource.of(fixture.channel, 10).runWith(Sink.<ReceivedUnits>queue(1), streams);
    }

    private static ReceivedUnits pull(SinkQueueWithCancel<ReceivedUnits> queue) throws Exception {
        return queue.pull().toCompletableFuture().get(10, TimeUnit.SECONDS).orElseThrow();
    }

    @Test
    void emitsUnitsThenTheEndOfTheirSession() throws Exception {
        fixture.connect().send("a\nb\n").close();
        var queue = run();

        assertThat(pull(queue).units()).first().isEqualTo("a");
        var rest = pull(queue);
        while (!rest.ended()) {
            rest = pull(queue);
        }
        assertThat(rest.failure()).isEmpty();
    }

    @Test
    void completesWhenTheChannelCloses() throws Exception {
        var queue = run();
        var next = queue.pull().toCompletableFuture();
        fixture.close();

        assertThat(next.get(10, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void givesBackWhatWasNotUsedWhenItIsCancelled() throws Exception {
        fixture.connect().send("used?\n");
        var only = UnitSource.of(fixture.channel, 10).runWith(Sink.head(), streams);

        assertThat(only.toCompletableFuture().get(10, TimeUnit.SECONDS).units()).containsExactly("used?");
        assertThat(fixture.next(10).units()).containsExactly("used?");
    }

    @Test
    void givesBackWhatArrivesAfterItWasCancelled() {
        var queue = run();
        var pending = queue.pull().toCompletableFuture();
        queue.cancel();
        fixture.connect().send("late\n");

        assertThat(fixture.next(10).units()).containsExactly("late");
        assertThat(pending).isNotNull();
    }
}
