package dev.vellamo.io.transport;

import dev.vellamo.io.transport.TransportException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The right to remove a stale socket, held by one thread of one process at a time, and freed by the operating system if that
 * process dies.
 *
 * <p>It is a lock on a file beside the socket that is removed again before it is unlocked. So a lock may be got on a file
 * that is no longer there; the holder notices by the file's size, which it has just made a random one. Within the process the
 * paths are reserved in memory first, because closing any descriptor of a file drops the process's lock on it.
 */
final class ReplacementLock {

    private static final Set<Path> RESERVED_HERE = ConcurrentHashMap.newKeySet();

    /** File sizes cost nothing here, the file has a hole. */
    private static final int MAX_TOKEN = 1 << 30;

    private ReplacementLock() {}

    /** What is done while the lock is held. */
    interface Work {
        void run() throws IOException;
    }

    /** Does the work, or fails with {@link Code#ADDRESS_IN_USE} if somebody else has the lock. */
    static void holding(Path socket, Work work) throws IOException {
        var reserved = lockFile(socket.toAbsolutePath());
        if (!RESERVED_HERE.add(reserved)) {
            throw contended(socket);
        }
        try {
            holdingFile(lockFile(socket), socket, work);
        } finally {
            RESERVED_HERE.remove(reserved);
        }
    }

    private static void holdingFile(Path file, Path socket, Work work) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            var lock = channel.tryLock();
            if (lock == null || !isStillAt(file, channel)) {
                throw contended(socket);
            }
            try {
                work.run();
            } finally {
                Files.delete(file);
            }
        }
    }

    private static boolean isStillAt(Path file, FileChannel locked) throws IOException {
        var token = ThreadLocalRandom.current().nextInt(1, MAX_TOKEN);
        locked.truncate(0);
        locked.write(ByteBuffer.allocate(1), token);
        try {
            return Files.size(file) == token + 1L;
        } catch (NoSuchFileException removed) {
            return false;
        }
    }

    private static Path lockFile(Path socket) {
        return socket.resolveSibling("." + socket.getFileName() + ".lock");
    }

    private static TransportException contended(Path socket) {
        return new TransportException(Code.ADDRESS_IN_USE, "somebody else is just binding " + socket, null);
    }
}
