package dev.vellamo.io.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.apache.pekko.util.ByteString;

/** A client of a memory transport for tests: blocks its caller, with a deadline. */
public final class MemoryClient implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final BytePipe out;
    private final BytePipe in;
    private final StringBuilder received = new StringBuilder();

    MemoryClient(BytePipe out, BytePipe in) {
        this.out = out;
        this.in = in;
    }

    /** Sends all of it, waiting for the channel to take it. */
    public MemoryClient send(String text) {
        return send(text.getBytes(UTF_8));
    }

    public MemoryClient send(byte[] bytes) {
        var rest = new ByteString[] {ByteString.fromArray(bytes)};
        await(out, "the channel takes no more", () -> {
            if (out.isReaderClosed()) {
                throw new IllegalStateException("Broken pipe");
            }
            rest[0] = out.write(rest[0]);
            return rest[0].isEmpty();
        });
        return this;
    }

    /** Sends what fits now; how many bytes that was. */
    public int offer(byte[] bytes) {
        return bytes.length - out.write(ByteString.fromArray(bytes)).size();
    }

    /** Half-closes: the other side reads the end, this side can still receive. */
    public MemoryClient closeSending() {
        out.closeWriter();
        return this;
    }

    /** The connection is reset under the other side. */
    public void breakOff() {
        in.closeReader();
        out.breakOff("Connection reset by peer");
    }

    @Override
    public void close() {
        in.closeReader();
        out.closeWriter();
    }

    /** Waits until this many bytes were received in all, and returns everything received. */
    public String receive(int bytes) {
        await(in, "expected " + bytes + " bytes", () -> {
            received.append(in.read(Integer.MAX_VALUE).utf8String());
            return received.length() >= bytes || in.isAtEnd();
        });
        return received.toString();
    }

    /** Whether anything has been received. */
    public boolean hasReceived() {
        return received.length() > 0 || !in.isEmpty();
    }

    /** Waits until what was received ends with this. */
    public boolean receiveToLast(String text) {
        await(in, "expected " + text, () -> {
            received.append(in.read(Integer.MAX_VALUE).utf8String());
            return received.toString().endsWith(text) || in.isAtEnd();
        });
        return received.toString().endsWith(text);
    }

    /** Waits until the other side has closed its writing half, and returns everything received. */
    public String receiveToEnd() {
        await(in, "expected the end", () -> {
            received.append(in.read(Integer.MAX_VALUE).utf8String());
            return in.isAtEnd();
        });
        return received.toString();
    }

    /** Whether the other side reads no more. */
    public boolean isRefused() {
        return out.isReaderClosed();
    }

    /** Waits until the other side reads no more. */
    public void awaitRefused() {
        await(out, "expected that the channel reads no more", out::isReaderClosed);
    }

    // The condition is checked in a loop, by the caller's own condition and under the lock that signals it.
    @SuppressWarnings("WaitNotInLoop")
    private static void await(BytePipe pipe, String otherwise, BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        synchronized (pipe) {
            while (!condition.getAsBoolean()) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new AssertionError(otherwise);
                }
                try {
                    pipe.wait(left);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw new AssertionError(otherwise, interrupted);
                }
            }
        }
    }
}
