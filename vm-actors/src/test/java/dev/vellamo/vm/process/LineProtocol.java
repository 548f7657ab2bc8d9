package dev.vellamo.vm.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.pekko.Done;

/** A protocol for guests that are shell scripts: the guest says READY, is told "stop", and may say other lines. */
final class LineProtocol implements GuestProtocol, GuestSession {

    final List<String> said = new CopyOnWriteArrayList<>();
    private final Consumer<String> listener;
    private final CompletableFuture<GuestSession> ready = new CompletableFuture<>();
    private final CompletableFuture<Done> ended = new CompletableFuture<>();
    private final CompletableFuture<SocketChannel> link = new CompletableFuture<>();

    LineProtocol() {
        this(line -> {});
    }

    /** One that passes on every line. */
    LineProtocol(Consumer<String> listener) {
        this.listener = listener;
    }

    @Override
    public CompletionStage<GuestSession> handshake(StartedGuest guest) {
        link.complete(guest.link());
        var reader = new Thread(this::read, "line-protocol");
        reader.setDaemon(true);
        reader.start();
        return ready;
    }

    private void read() {
        try (var lines = new BufferedReader(
                new InputStreamReader(Channels.newInputStream(link.join()), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                listener.accept(line);
                if (line.equals("READY")) {
                    ready.complete(this);
                } else {
                    said.add(line);
                }
            }
        } catch (IOException closed) {
            said.add("the link broke");
        }
        ready.completeExceptionally(new IOException("the link ended before READY"));
        ended.complete(Done.getInstance());
    }

    @Override
    public void askToStop() {
        try {
            link.join().write(ByteBuffer.wrap("stop\n".getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException gone) {
            said.add("could not be asked");
        }
    }

    @Override
    public CompletionStage<Done> ended() {
        return ended;
    }
}
