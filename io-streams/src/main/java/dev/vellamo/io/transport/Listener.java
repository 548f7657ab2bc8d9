package dev.vellamo.io.transport;

import dev.vellamo.io.transport.TransportException.Code;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/**
 * A listening channel with what belongs to it and its place in the loop, and the accepted connections that nobody has taken over yet.
 */
final class Listener implements ServerBinding, SelectorLoop.Listener, Intake.Supply<Connection> {

    /** Hears of accepted connections, and of the end. */
    interface Owner extends Intake.Receiver<Connection> {
        /** The listener has ended, by a failure if there is one. */
        void unbound(@Nullable Throwable failure);
    }

    private record Attachment(Owner owner, Executor executor, Intake<Connection> intake) {}

    private final ListeningSocket socket;
    private final SelectorTransport transport;
    private final SelectorLoop.Registration registration;
    private final Set<Connection> unclaimed = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final CompletableFuture<Done> unbound = new CompletableFuture<>();
    private volatile @Nullable Attachment attachment;

    Listener(ListeningSocket socket, SelectorTransport transport) {
        this.socket = socket;
        this.transport = transport;
        this.registration = transport.loop().registration(socket.channel(), this);
    }

    /** Makes somebody the owner; it hears at once if the listener has ended already. */
    void attach(Owner owner, Executor executor) {
        attachment = new Attachment(owner, executor, new Intake<>(this, owner, executor));
        whenUnbound().whenComplete((done, failure) -> executor.execute(() -> owner.unbound(failure)));
    }

    /** Asks for the next connection; see {@link Intake#demand}. */
    void demand() {
        var at = attachment;
        if (at != null) {
            at.intake().demand();
        }
    }

    /** A stage answers for the connection now. */
    void claimed(Connection connection) {
        unclaimed.remove(connection);
    }

    @Override
    public String localAddress() {
        return socket.address();
    }

    @Override
    public CompletionStage<Done> unbind() {
        if (ending.compareAndSet(false, true)) {
            end();
        }
        return whenUnbound();
    }

    @Override
    public CompletionStage<Done> whenUnbound() {
        return unbound;
    }

    @Override
    public @Nullable Connection take() throws IOException {
        var channel = transport.channels().accept(socket.channel());
        if (channel == null) {
            return null;
        }
        var connection = transport.adopt(channel);
        unclaimed.add(connection);
        if (ending.get()) {
            cut(connection);
        }
        return connection;
    }

    @Override
    public void awaitMore() {
        registration.want(SelectionKey.OP_ACCEPT);
    }

    @Override
    public int ready(int readyOps) {
        var at = attachment;
        return at != null && at.intake().ready() ? 0 : SelectionKey.OP_ACCEPT;
    }

    @Override
    public void abandoned(Exception cause) {
        if (ending.get()) {
            return;
        }
        unbound.completeExceptionally(new TransportException(
                Code.IO_FAILED, "listening at " + socket.address() + " failed: " + cause.getMessage(), cause));
        unbind();
    }

    private void end() {
        try {
            closeAll();
            unbound.complete(Done.getInstance());
        } catch (IOException failure) {
            unbound.completeExceptionally(TransportException.ioFailed("unbinding", socket.address(), failure));
        }
    }

    private void closeAll() throws IOException {
        transport.forget(this);
        try {
            socket.remove();
        } finally {
            registration.closeChannel();
            unclaimed.forEach(this::cut);
        }
    }

    private void cut(Connection connection) {
        unclaimed.remove(connection);
        connection.cut(new TransportException(
                Code.CLOSED,
                "the listener at " + socket.address() + " was unbound before the connection was used",
                null));
    }
}
