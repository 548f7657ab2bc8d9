package dev.vellamo.io.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

/** Many connections. */
interface CrowdContract extends TransportFixture {

    @Test
    default void idleConnectionsAreNotLookedAtWhileOthersTalk() throws Exception {
        echo();
        var idle = new ArrayList<RawClient>();
        for (var count = 0; count < crowd(); count++) {
            idle.add(RawClient.connect(socket()));
        }
        try (var talker = RawClient.connect(socket())) {
            assertThat(talker.send("x").receive(1)).isEqualTo("x");
            var workBefore = transport().loop().work();
            var rounds = 1_000;
            for (var round = 0; round < rounds; round++) {
                talker.send("x").receive(1);
            }

            assertThat(transport().loop().work() - workBefore).isLessThan(5L * rounds);
        }
        for (var last : idle.subList(idle.size() - 10, idle.size())) {
            assertThat(last.send("y").receive(1)).isEqualTo("y");
        }
        for (var client : idle) {
            client.close();
        }
    }

    @Test
    default void tenThousandConnectsInSequenceLeaveNoDescriptor() throws Exception {
        echo();
        var before = Residue.now();
        for (var count = 0; count < 10_000; count++) {
            try (var client = RawClient.connect(socket())) {
                if (count % 10 == 0) {
                    assertThat(client.send("x").receive(1)).isEqualTo("x");
                }
            }
        }

        Eventually.holds(
                () -> before + " again, not " + Residue.now(),
                () -> Residue.now().equals(before));
    }

    @Test
    default void aPeerThatLeftCostsNothingWhileNobodyReads() throws Exception {
        var accepted = accepting();
        var client = RawClient.connect(socket());
        var gate = new CompletableFuture<Done>();
        var received = Source.<ByteString>maybe()
                .via(next(accepted).flow())
                .mapAsync(1, bytes -> gate.thenApply(done -> (long) bytes.size()))
                .runFold(0L, Long::sum, system());
        var sent = client.sendUntilFull();
        client.close();
        try (var other = RawClient.connect(socket())) {
            echo(next(accepted));
            var workBefore = transport().loop().work();
            var rounds = 100;
            for (var round = 0; round < rounds; round++) {
                assertThat(other.send("x").receive(1)).isEqualTo("x");
            }

            assertThat(transport().loop().work() - workBefore).isLessThan(5L * rounds);
        }
        gate.complete(Done.getInstance());
        assertThat(result(received)).isEqualTo(sent);
    }

    @Test
    default void acceptsNoMoreThanDownstreamWants() throws Exception {
        var emitted = new AtomicInteger();
        var gate = new CompletableFuture<IncomingConnection>();
        var binding = transport()
                .bind(socket(), BindOptions.PRIVATE)
                .map(connection -> emitted.incrementAndGet())
                .mapAsync(1, number -> gate)
                .to(Sink.ignore())
                .run(system());
        result(binding);
        var before = Residue.now().descriptors();
        var clients = new ArrayList<RawClient>();
        for (var count = 0; count < 20; count++) {
            clients.add(RawClient.connect(socket()));
        }

        Eventually.holds(() -> "one is emitted", () -> emitted.get() >= 1);
        var accepted = Residue.now().descriptors() - before - clients.size();
        assertThat(accepted).isLessThanOrEqualTo(2);
        assertThat(emitted.get()).isLessThanOrEqualTo(2);
        for (var client : clients) {
            client.close();
        }
    }
}
