package dev.vellamo.vm.linux;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.newsclub.net.unix.FileDescriptorCast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open descriptor of this process that no program started by it inherits, and that is closed once. */
public final class Descriptor implements AutoCloseable {

    /** What a pair of descriptors is: for a pipe, the end to read from and the end to write to. */
    public record Pair(Descriptor first, Descriptor second) implements AutoCloseable {
        @Override
        public void close() {
            first.close();
            second.close();
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Descriptor.class);

    private static final int O_CLOEXEC = 0x80000;
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM_CLOEXEC = 1 | O_CLOEXEC;

    private final int number;
    private final AtomicBoolean owned = new AtomicBoolean(true);

    /**
     * Shares the Java object of the descriptor with a channel that was made of it: a channel reads on after it was closed
     * while that object is valid, and the number may be somebody else's by then. Closing this makes the object invalid.
     */
    private @Nullable FileOutputStream shared;

    Descriptor(int number) {
        this.number = number;
    }

    public static Pair pipe() throws LinuxException {
        var ends = new int[2];
        if (Libc.pipe2(ends, O_CLOEXEC) != 0) {
            throw LinuxException.ofLastCall("pipe2");
        }
        return new Pair(new Descriptor(ends[0]), new Descriptor(ends[1]));
    }

    /** Two Unix stream sockets that are connected to each other and have no name. */
    public static Pair socketPair() throws LinuxException {
        var ends = new int[2];
        if (Libc.socketpair(AF_UNIX, SOCK_STREAM_CLOEXEC, 0, ends) != 0) {
            throw LinuxException.ofLastCall("socketpair");
        }
        return new Pair(new Descriptor(ends[0]), new Descriptor(ends[1]));
    }

    int number() {
        return number;
    }

    /** The same as a stream, which closes it from now on. */
    public FileInputStream intoInput() throws IOException {
        var stream = FileDescriptorCast.unsafeUsing(number).as(FileInputStream.class);
        owned.set(false);
        return stream;
    }

    /**
     * The same as a selectable channel, in blocking mode. Closing the channel ends the connection for both sides, and
     * leaves this open: close it after the channel.
     */
    public SocketChannel asSocket() throws IOException {
        var cast = FileDescriptorCast.unsafeUsing(number);
        shared = cast.as(FileOutputStream.class);
        return cast.as(AFUNIXSocketChannel.class);
    }

    /** A failure of close(2) leaves the descriptor closed all the same, so there is nothing to report. */
    @Override
    public void close() {
        if (owned.compareAndSet(true, false)) {
            closeOwned(shared, number);
        }
    }

    private static void closeOwned(@Nullable FileOutputStream shared, int number) {
        if (shared == null) {
            Libc.close(number);
            return;
        }
        try {
            shared.close();
        } catch (IOException closedAllTheSame) {
            LOG.debug("closing descriptor {} was reported to have failed", number, closedAllTheSame);
        }
    }
}
