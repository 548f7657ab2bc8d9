package dev.vellamo.store.sqlite.proof;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A client of the counter, with a thread of its own, from a start of the kernel to its end: keeps some requests on the way,
 * for a name of its own and for one that all clients share.
 *
 * <p>Invariants: answers come in the order of the requests, and totals grow; those of its own name without a gap.
 */
final class CounterClient implements AutoCloseable {

    static final String SHARED = "all";
    private static final int ON_THE_WAY = 8;

    private final String name;
    private final History history;
    private final Counts counts;
    private final SocketChannel channel;
    private final Thread thread;
    private final Queue<String> expected = new ConcurrentLinkedQueue<>();
    private volatile boolean asksOn = true;
    private long lastOwn;
    private long lastShared;

    private CounterClient(String name, History history, Counts counts, SocketChannel channel) {
        this.name = name;
        this.history = history;
        this.counts = counts;
        this.channel = channel;
        this.thread = new Thread(this::run, "client-" + name);
    }

    static CounterClient connect(String name, Path socket, History history, Counts counts) throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        var client = new CounterClient(name, history, counts, channel);
        client.thread.start();
        return client;
    }

    private void run() {
        try (var answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            for (int i = 0; i < ON_THE_WAY; i++) {
                asks();
            }
            for (var line = answers.readLine(); line != null; line = answers.readLine()) {
                answered(line);
                if (asksOn) {
                    asks();
                }
            }
            history.note("client " + name + " lost its connection with " + expected.size() + " requests on the way");
        } catch (IOException e) {
            history.note("client " + name + " lost its connection: " + e.getMessage());
        } catch (RuntimeException e) {
            history.breaks("client " + name + ": " + e);
        }
    }

    private void asks() throws IOException {
        var of = history.oneOf(List.of(name, SHARED));
        expected.add(of);
        counts.asks(of);
        var line = ByteBuffer.wrap(("add " + of + "\n").getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            channel.write(line);
        }
    }

    private void answered(String line) {
        var words = line.split(" ", -1);
        var total = Long.parseLong(words[1]);
        if (!words[0].equals(expected.remove())) {
            history.breaks("client " + name + " was answered \"" + line + "\" out of order");
        }
        counts.answered(words[0], total);
        if (words[0].equals(name)) {
            grows(line, lastOwn == 0 ? total > 0 : total == lastOwn + 1);
            lastOwn = total;
        } else {
            grows(line, total > lastShared);
            lastShared = total;
        }
    }

    private void grows(String line, boolean grown) {
        if (!grown) {
            history.breaks("client " + name + " was answered \"" + line + "\" after " + lastOwn + " and " + lastShared);
        }
    }

    /** Asks no more. Each request is answered once, so then none is on the way some time. */
    void asksNoMore() {
        asksOn = false;
    }

    boolean isAnswered() {
        return expected.isEmpty();
    }

    /** Closes the connection and waits for the thread. */
    @Override
    public void close() throws IOException {
        channel.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for client " + name, e);
        }
    }
}
