package dev.vellamo.store.sqlite;

import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.kernel.store.StoreException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to use a directory, held by one store of one process; the operating system takes it back when the process dies.
 *
 * <p>A POSIX lock ends when its process closes <em>any</em> descriptor of the file. So within one JVM the registry is asked
 * first, and the file is opened only by who owns the directory there. The file stays when the lock is given back: removing
 * it would let two processes hold locks on two files of one name.
 */
final class StoreLock implements AutoCloseable {

    static final String FILE = "kernel.lock";

    /** A process id has fewer digits than this. */
    private static final int MAX_OWNER_BYTES = 32;

    private static final Set<Object> HELD = ConcurrentHashMap.newKeySet();

    private final Object directoryId;
    private final FileChannel channel;

    private StoreLock(Object directoryId, FileChannel channel) {
        this.directoryId = directoryId;
        this.channel = channel;
    }

    /**
     * @throws StoreException {@code IN_USE} if somebody else has it, {@code READ_ONLY} if the file cannot be written
     */
    static StoreLock acquire(Path directory) {
        try {
            var id = idOf(directory);
            if (!HELD.add(id)) {
                throw inUse(
                        directory,
                        "by this process (pid " + ProcessHandle.current().pid() + ")");
            }
            try {
                return new StoreLock(id, locked(directory));
            } catch (IOException | RuntimeException e) {
                HELD.remove(id);
                throw e;
            }
        } catch (IOException e) {
            throw FileErrors.cannot("lock", directory.resolve(FILE), e);
        }
    }

    private static Object idOf(Path directory) throws IOException {
        var key = Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
        return Objects.requireNonNullElse(key, directory.toRealPath());
    }

    private static FileChannel locked(Path directory) throws IOException {
        var file = directory.resolve(FILE);
        OwnerOnly.createIfMissing(file);
        var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                throw inUse(directory, "by another kernel" + owner(channel));
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return channel;
        } catch (OverlappingFileLockException ofAnotherClassLoader) {
            channel.close();
            throw inUse(directory, "by another copy of this program in this process");
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static String owner(FileChannel channel) throws IOException {
        var bytes = ByteBuffer.allocate(MAX_OWNER_BYTES);
        channel.read(bytes, 0);
        var text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
        return text.matches("[0-9]+") ? " (pid " + text + ")" : "";
    }

    private static StoreException inUse(Path directory, String owner) {
        return new StoreException(
                Code.IN_USE, directory + " is used " + owner + ": stop that one first, or choose another directory");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw FileErrors.cannot("unlock", Path.of(FILE), e);
        } finally {
            HELD.remove(directoryId);
        }
    }
}
