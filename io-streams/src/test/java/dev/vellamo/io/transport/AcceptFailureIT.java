package dev.vellamo.io.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceptFailureIT {

    private static final int FAILURES = 3;

    @TempDir
    private Path directory = Path.of("");

    private final ActorTestKit actors = ActorTestKit.create();
    private final OutOfDescriptors channels = new OutOfDescriptors();
    private final JdkUnixTransport transport = new JdkUnixTransport("accept-failure", channels);

    @AfterEach
    void close() {
        transport.close();
        actors.shutdownTestKit();
    }

    @Test
    void acceptingGoesOnWithBackoffWhenDescriptorsRunOut() throws Exception {
        var socket = directory.resolve("s");
        var binding = transport
                .bind(socket, BindOptions.PRIVATE)
                .to(Sink.foreach(connection ->
                        connection.flow().join(Flow.of(ByteString.class)).run(actors.system())))
                .run(actors.system());
        binding.toCompletableFuture().get(20, TimeUnit.SECONDS);
        channels.failuresLeft.set(FAILURES);

        try (var client = RawClient.connect(socket)) {
            assertThat(client.send("patience").receive(8)).isEqualTo("patience");
        }

        assertThat(channels.attemptsThatFailed).hasValue(FAILURES);
    }

    /** Channels that cannot accept for a while. */
    private static final class OutOfDescriptors extends FaultyChannels {
        private final AtomicInteger failuresLeft = new AtomicInteger();
        private final AtomicInteger attemptsThatFailed = new AtomicInteger();

        @Override
        public @Nullable SocketChannel accept(ServerSocketChannel listening) throws IOException {
            if (failuresLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                attemptsThatFailed.incrementAndGet();
                throw new IOException("Too many open files");
            }
            return super.accept(listening);
        }
    }
}
