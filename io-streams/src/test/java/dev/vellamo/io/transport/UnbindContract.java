package dev.vellamo.io.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.Test;

/** What ends with a listener. */
interface UnbindContract extends TransportFixture {

    @Test
    default void unbindingRemovesTheFile() throws Exception {
        var binding = echo();

        result(binding.unbind());
        result(binding.unbind());

        assertThat(directory()).isEmptyDirectory();
        assertThat(result(binding.whenUnbound())).isNotNull();
    }

    @Test
    default void unbindingLeavesAFileThatTookThePlaceOfItsOwn() throws Exception {
        var binding = echo();
        Files.delete(socket());
        StaleSocket.at(socket());
        var other = identity(socket());

        result(binding.unbind());

        assertThat(identity(socket())).isEqualTo(other);
    }

    @Test
    default void unbindingWithoutAFileIsNoFailure() throws Exception {
        var binding = echo();
        Files.delete(socket());

        assertThat(result(binding.unbind())).isNotNull();
    }

    @Test
    default void cancellingTheSourceUnbinds() throws Exception {
        var bound = transport()
                .bind(socket(), BindOptions.PRIVATE)
                .toMat(Sink.head(), Keep.both())
                .run(system());
        var binding = result(bound.first());

        RawClient.connect(socket()).close();

        assertThat(result(bound.second())).isNotNull();
        assertThat(result(binding.whenUnbound())).isNotNull();
        assertThat(socket()).doesNotExist();
    }

    private static Object identity(Path path) throws IOException {
        return Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    }
}
