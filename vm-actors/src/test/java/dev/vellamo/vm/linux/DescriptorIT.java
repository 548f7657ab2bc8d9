package dev.vellamo.vm.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DescriptorIT {

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void joinsTwoEndsThatCanBeSelected() throws IOException {
        try (var pair = Descriptor.socketPair();
                var left = pair.first().asSocket();
                var right = pair.second().asSocket();
                var selector = left.provider().openSelector()) {
            right.write(text("hello"));
            left.configureBlocking(false);
            left.register(selector, SelectionKey.OP_READ);

            assertThat(selector.select()).isEqualTo(1);
            assertThat(left.read(ByteBuffer.allocate(10))).isEqualTo(5);
        }
    }

    @Test
    void endsTheConnectionForTheOtherSideWithTheChannel() throws IOException {
        try (var pair = Descriptor.socketPair();
                var right = pair.second().asSocket()) {
            pair.first().asSocket().close();

            assertThat(right.read(ByteBuffer.allocate(10))).isEqualTo(-1);
        }
    }

    @Test
    void readsNothingOfWhoeverGetsItsNumberAfterwards() throws IOException {
        var old = Descriptor.socketPair();
        var channel = old.first().asSocket();
        channel.close();
        old.close();
        try (var pair = Descriptor.socketPair();
                var writing = pair.second().asSocket();
                var reading = pair.first().asSocket()) {
            assertThat(pair.first().number()).isEqualTo(old.first().number());
            writing.write(text("not for you"));

            assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(100))).isInstanceOf(IOException.class);
            assertThat(reading.read(ByteBuffer.allocate(100))).isEqualTo(11);
        }
    }

    @Test
    void isClosedOnce() throws IOException {
        var first = Descriptor.pipe();
        first.close();
        try (var second = Descriptor.pipe()) {
            first.close();

            try (var input = second.first().intoInput()) {
                assertThat(input.available()).isZero();
            }
        }
    }
}
