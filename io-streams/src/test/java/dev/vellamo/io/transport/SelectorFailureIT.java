package dev.vellamo.io.transport;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.io.transport.TransportException.Code;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelectorFailureIT {

    @TempDir
    private Path directory = Path.of("");

    @Test
    void aFailedSelectorIsReported() throws Exception {
        var selector = Selector.open();
        var failures = new ArrayList<Exception>();
        var reported = new CountDownLatch(1);
        var loop = new SelectorLoop("vellamo-io-failing", selector, failure -> {
            failures.add(failure);
            reported.countDown();
        });

        selector.close();

        assertThat(reported.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(failures).hasSize(1);
        loop.close();
    }

    @Test
    void aTransportWhoseSelectorFailedEndsWhatItHasAndRefusesMore() throws Exception {
        var selectors = new ArrayList<Selector>();
        var transport = new JdkUnixTransport("failing", new KeepingSelectors(selectors));
        var listener = transport.listen(directory.resolve("s"), BindOptions.PRIVATE);

        selectors.get(0).close();
        Eventually.holds(
                () -> "the listener ends",
                () -> listener.whenUnbound().toCompletableFuture().isCompletedExceptionally());

        assertThat(directory).isEmptyDirectory();
        assertThatThrownBy(() -> transport.listen(directory.resolve("t"), BindOptions.PRIVATE))
                .isInstanceOfSatisfying(
                        TransportException.class,
                        failure -> assertThat(failure.code()).isEqualTo(Code.IO_FAILED));
        transport.close();
    }

    @Test
    void aDefectOnOneChannelLeavesTheOthersAlone() throws Exception {
        var channels = new JdkChannels();
        var socket = directory.resolve("s");
        var file = SocketFile.bind(socket, BindOptions.PRIVATE, channels);
        var defect = new Hearing(true);
        var sound = new Hearing(false);
        try (var loop = new SelectorLoop("vellamo-io-defect", channels.openSelector(), failure -> {});
                var first = register(loop, channels.connect(socket), defect);
                var second = register(loop, channels.connect(socket), sound)) {
            assertThat(defect.abandoned.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(sound.ready.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(List.of(first, second)).allMatch(SelectableChannel::isOpen);
        }
        file.remove();
        file.channel().close();
    }

    private static SocketChannel register(SelectorLoop loop, @Nullable SocketChannel channel, Hearing listener) {
        var connected = requireNonNull(channel);
        loop.registration(connected, listener).want(SelectionKey.OP_WRITE);
        return connected;
    }

    private static final class Hearing implements SelectorLoop.Listener {
        private final boolean defective;
        private final CountDownLatch ready = new CountDownLatch(1);
        private final CountDownLatch abandoned = new CountDownLatch(1);

        Hearing(boolean defective) {
            this.defective = defective;
        }

        @Override
        public int ready(int readyOps) {
            if (defective) {
                throw new IllegalStateException("a defect");
            }
            ready.countDown();
            return readyOps;
        }

        @Override
        public void abandoned(Exception cause) {
            abandoned.countDown();
        }
    }

    /** Channels whose selectors a test can close. */
    private static final class KeepingSelectors extends FaultyChannels {
        private final List<Selector> selectors;

        KeepingSelectors(List<Selector> selectors) {
            this.selectors = selectors;
        }

        @Override
        public Selector openSelector() throws IOException {
            var selector = super.openSelector();
            selectors.add(selector);
            return selector;
        }
    }
}
