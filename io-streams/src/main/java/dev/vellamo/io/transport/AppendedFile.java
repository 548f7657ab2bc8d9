package dev.vellamo.io.transport;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is appended to, at its path: if another one is there, or none, it is opened anew. What was appended is in the
 * hands of the operating system; it is on disk once the file is closed. Everything blocks; one caller at a time.
 */
final class AppendedFile implements BlockingSink.Target {

    private static final Logger log = LoggerFactory.getLogger(AppendedFile.class);

    private final Path path;
    private FileChannel file;
    private Optional<Object> identity;

    private AppendedFile(Path path, FileChannel file) throws IOException {
        this.path = path;
        this.file = file;
        this.identity = FilePlace.identity(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Opens the file, or makes it with mode 0600. */
    static AppendedFile open(Path path) {
        var file = FilePlace.openForAppending(path);
        try {
            return Opened.orClosed(file, () -> new AppendedFile(path, file));
        } catch (IOException failure) {
            throw TransportException.ioFailed("appending to", path, failure);
        }
    }

    /** Appends all of it, or fails; then a part of it may have been written. */
    @Override
    public void append(ByteString bytes) {
        try {
            if (!FilePlace.identity(path, LinkOption.NOFOLLOW_LINKS).equals(identity)) {
                close();
                file = FilePlace.openForAppending(path);
                identity = FilePlace.identity(path, LinkOption.NOFOLLOW_LINKS);
            }
            var buffer = bytes.asByteBuffer();
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
        } catch (IOException failure) {
            throw TransportException.ioFailed("appending to", path, failure);
        }
    }

    @Override
    public void close() {
        try (var closing = file) {
            if (closing.isOpen()) {
                closing.force(false);
            }
        } catch (IOException failure) {
            log.warn("what was appended to {} may not be on disk", path, failure);
        }
    }
}
