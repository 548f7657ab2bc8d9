package dev.vellamo.guest;

import dev.vellamo.guest.log.StandardErrorLog;
import dev.vellamo.io.link.ChannelTransport;
import dev.vellamo.io.link.Link;
import dev.vellamo.io.link.LinkEnd;
import dev.vellamo.protocol.wire.WireIdentity;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A process guest that runs vats. Its standard input and output both are the link to its kernel, a socket; the
 * variable {@code VELLAMO_INCARNATION} is the kernel's incarnation. What it, its vats and the JVM print goes to standard error.
 *
 * <p>It ends with its link, at once: with {@link #IN_ORDER} after the kernel said that it goes away and all its streams were
 * over, else with another one and a line that says why.
 */
public final class GuestProgram {

    /** The link ended in order. */
    public static final int IN_ORDER = 0;

    /** The link was lost. */
    public static final int LINK_LOST = 1;

    /** It was started in a way in which it cannot run. */
    public static final int BAD_START = 2;

    /** What makes the JVM itself print to standard error, as its standard output is the link. */
    public static final List<String> JVM_OPTIONS =
            List.of("-XX:+DisplayVMOutputToStderr", "-Xlog:disable", "-Xlog:all=warning:stderr");

    private static final String INCARNATION = "VELLAMO_INCARNATION";

    private static final long TICK_NANOS = 100_000_000;

    private GuestProgram() {}

    public static void main(String[] none) {
        System.setOut(System.err);
        System.setIn(InputStream.nullInputStream());
        StandardErrorLog.use();
        try {
            run(incarnation());
        } catch (IOException | IllegalArgumentException failure) {
            exit(BAD_START, failure.getMessage());
        }
    }

    private static long incarnation() {
        var told = System.getenv().getOrDefault(INCARNATION, "0");
        if (!told.matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException(
                    "the variable " + INCARNATION + " is \"" + told + "\", which no kernel sets; a kernel starts it");
        }
        return Long.parseLong(told);
    }

    private static void run(long incarnation) throws IOException {
        var transport = transport();
        var handler = new GuestLink(VatPlace.of(Path.of(""), ClassLoader.getSystemClassLoader()));
        var identity = WireIdentity.child(incarnation, 0, null);
        var link = Link.start(LinkEnd.of("kernel", identity), transport, handler);
        handler.ended().thenAccept(end -> {
            if (end.inOrder()) {
                link.released().thenRun(() -> exit(IN_ORDER, null));
            } else {
                // Closing the inherited channel takes standard error away, so this is said before.
                exit(LINK_LOST, "the link to the kernel ended: " + end.reason());
            }
        });
        while (true) {
            link.tick();
            LockSupport.parkNanos(TICK_NANOS);
        }
    }

    private static ChannelTransport transport() throws IOException {
        if (System.inheritedChannel() instanceof SocketChannel link) {
            // The channel has a descriptor of its own. These two are vats' to print to, and their children's to
            // inherit;
            // the JVM does not close them, but puts /dev/null there.
            new FileInputStream(FileDescriptor.in).close();
            new FileOutputStream(FileDescriptor.out).close();
            return ChannelTransport.of(link);
        }
        throw new IOException("its standard input is no socket; a kernel starts it");
    }

    /** At once: hooks are code of vats. */
    private static void exit(int status, @Nullable String reason) {
        if (reason != null) {
            System.err.println("vellamo guest: " + reason);
            System.err.flush();
        }
        Runtime.getRuntime().halt(status);
    }
}
