package dev.vellamo.io.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open file that is read from its beginning while others append to it. Everything blocks; one caller at a time.
 *
 * <p>It ends when it is shorter than what was read of it, that is, was truncated; and when all was read of a file that is at
 * its path no longer. What is written to such a file after that nobody reads.
 */
final class FollowedFile {

    static final int CHUNK_BYTES = IoBuffers.CHUNK_BYTES;

    private static final Logger log = LoggerFactory.getLogger(FollowedFile.class);

    /**
     * What a look found.
     *
     * @param bytes empty if there are none yet
     */
    record Look(ByteString bytes, boolean isEnd) {
        private static final Look NOTHING_YET = new Look(ByteString.emptyByteString(), false);
        private static final Look END = new Look(ByteString.emptyByteString(), true);
    }

    private final Path path;
    private final Optional<Object> identity;
    private final FileChannel file;

    private FollowedFile(Path path, Optional<Object> identity, FileChannel file) {
        this.path = path;
        this.identity = identity;
        this.file = file;
    }

    /** Opens a regular file, by symbolic links too: reading it changes nothing. */
    static FollowedFile open(Path path) {
        try {
            // If the path changes hands in between, the file that is read counts as replaced: it ends, and the next one
            // can
            // be followed.
            var identity = FilePlace.identity(path);
            return new FollowedFile(path, identity, FilePlace.openForReading(path));
        } catch (IOException failure) {
            throw TransportException.ioFailed("opening", path, failure);
        }
    }

    /** Reads on. */
    Look look() {
        try {
            // Asked first: what was written before the file was replaced is read still.
            boolean isStillThere = FilePlace.identity(path).equals(identity);
            long unread = file.size() - file.position();
            if (unread > 0) {
                return new Look(read((int) Math.min(CHUNK_BYTES, unread)), false);
            }
            return unread == 0 && isStillThere ? Look.NOTHING_YET : Look.END;
        } catch (IOException failure) {
            throw TransportException.ioFailed("reading", path, failure);
        }
    }

    /** May give less, also nothing, if the file is being truncated. */
    private ByteString read(int maxBytes) throws IOException {
        var bytes = new byte[maxBytes];
        int count = file.read(ByteBuffer.wrap(bytes));
        return count <= 0 ? ByteString.emptyByteString() : ByteString.fromArrayUnsafe(bytes, 0, count);
    }

    void close() {
        try {
            file.close();
        } catch (IOException failure) {
            log.warn("{} did not close properly", path, failure);
        }
    }
}
