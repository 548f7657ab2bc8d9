package dev.vellamo.io.channel;

import dev.vellamo.io.channel.ChannelAction.Answer;
import dev.vellamo.io.channel.ChannelAction.Refuse;
import dev.vellamo.io.channel.ChannelAction.RefuseArrival;
import dev.vellamo.io.transport.PeerCredentials;
import dev.vellamo.protocol.capdata.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.Done;

/**
 * All that an IO channel knows, and what follows from what happens: plain values, one event at a time, each returning
 * the actions to carry out in order.
 *
 * <p>Invariant: every request is answered exactly once, at the latest by {@link #close} and {@link #closeDone} (a {@code Send} or
 * {@code Broadcast} hands that duty over); every unit is delivered once and in order within its session, and once more
 * for each time it is returned; the end of a session is delivered once, after its units.
 *
 * <p>A session reads a chunk only while less than {@code bufferBytes} is held, so a channel holds at most that and one
 * chunk of each session that was reading.
 */
final class ChannelState {

    private enum Phase {
        OPEN,
        CLOSING,
        CLOSED
    }

    private final ChannelSettings settings;
    private final Inbox inbox;
    private final SessionTable sessions;
    private final WriteRouting writes;
    private final List<Reply<Done>> closeReplies = new ArrayList<>();
    private Phase phase = Phase.OPEN;

    ChannelState(ChannelSettings settings) {
        this.settings = settings;
        this.inbox = new Inbox(settings.clients());
        this.sessions = new SessionTable(settings, inbox);
        this.writes = new WriteRouting(settings, inbox, sessions);
    }

    long bufferedBytes() {
        return inbox.bufferedBytes();
    }

    int connectedSessions() {
        return sessions.connected();
    }

    /** The listener has a place for one more connection. */
    List<ChannelAction> acceptReady() {
        return settled(actions -> sessions.acceptReady());
    }

    /** A client connected. */
    List<ChannelAction> arrived(PeerCredentials peer) {
        return phase != Phase.OPEN ? List.of(new RefuseArrival()) : settled(actions -> sessions.arrived(peer));
    }

    /** The connection that was held has waited long enough. */
    List<ChannelAction> holdOver() {
        return settled(sessions::holdOver);
    }

    /** A session that was reading has read a chunk; it reads no more until told to. */
    List<ChannelAction> chunkRead(long session, Decoded decoded) {
        return phase != Phase.OPEN ? List.of() : settled(actions -> sessions.read(session, decoded));
    }

    /** A session will read nothing more; comes once for each. */
    List<ChannelAction> inputEnded(long session, Optional<SessionFailure> why) {
        return settled(actions -> sessions.inputEnded(session, why, actions));
    }

    /** A session can write nothing more; comes once for each. */
    List<ChannelAction> outputEnded(long session) {
        return settled(actions -> sessions.outputEnded(session, actions));
    }

    /** The timer of a session, started by {@code Linger} or {@code Finish}, went off. */
    List<ChannelAction> timeUp(long session) {
        return settled(actions -> sessions.timeUp(session, actions));
    }

    /** One client of many takes nothing while its queue is full: it would miss units without knowing. */
    List<ChannelAction> tooSlow(long session) {
        var why = new SessionFailure(ErrorCode.LIMIT_REACHED, "the client does not take what is written to it");
        return settled(actions -> sessions.cut(session, why, actions));
    }

    List<ChannelAction> receive(int maxUnits, Reply<ReceivedUnits> reply) {
        return await(new Waiter.Receiver(maxUnits, reply), reply);
    }

    List<ChannelAction> read(int maxUnits, Reply<Optional<ReceivedUnits>> reply) {
        if (settings.clients() == ChannelSettings.Clients.MANY) {
            return refuse(reply, ErrorCode.READ_REFUSED, "has many clients: use receive, which names the session");
        }
        if (inbox.isReaderWaiting()) {
            return refuse(reply, ErrorCode.READ_REFUSED, "has a read outstanding: wait for it, or use receive");
        }
        return await(new Waiter.Reader(maxUnits, reply), reply);
    }

    /** Units take no room any more. An unknown receipt changes nothing. */
    List<ChannelAction> consumed(long receipt) {
        return settled(actions -> inbox.consumed(receipt).ifPresent(sessions::forgetIfOver));
    }

    /** Units are to be delivered again. An unknown receipt changes nothing. */
    List<ChannelAction> returned(long receipt) {
        return settled(actions -> inbox.takeBack(receipt));
    }

    /** The short form of writing. */
    List<ChannelAction> write(Object unit, Reply<Done> reply) {
        var refusal = refusalToWrite(reply);
        return refusal.isPresent() ? List.of(refusal.get()) : settled(actions -> writes.write(unit, reply, actions));
    }

    List<ChannelAction> sessionWrite(long session, Object unit, Reply<Done> reply) {
        var refusal = refusalToWrite(reply);
        return refusal.isPresent()
                ? List.of(refusal.get())
                : settled(actions -> writes.write(session, unit, reply, actions));
    }

    /** Sends what was written and closes the connection; what was read before can still be received. */
    List<ChannelAction> sessionClose(long session, Reply<Done> reply) {
        return settled(actions -> sessions.close(session, reply, actions));
    }

    List<ChannelAction> sessionPeer(long session, Reply<PeerCredentials> reply) {
        var known = sessions.find(session);
        return known.isPresent()
                ? List.of(new Answer<>(reply, known.get().peer()))
                : refuse(reply, ErrorCode.SESSION_ENDED, "has no session " + session + " any more");
    }

    /** Ends everything; {@link #closeDone} must follow when all is gone. Closing again only waits for that too. */
    List<ChannelAction> close(Reply<Done> reply) {
        if (phase == Phase.CLOSED) {
            return List.of(new Answer<>(reply, Done.getInstance()));
        }
        closeReplies.add(reply);
        return closeAll();
    }

    /** No client will ever come. */
    List<ChannelAction> closeUnbound() {
        var actions = closeAll();
        phase = Phase.CLOSED;
        return actions;
    }

    /** The listener is unbound and no session connected, or {@code failure} says what is left. */
    List<ChannelAction> closeDone(Optional<String> failure) {
        return answerClosers(reply -> failure.isEmpty()
                ? new Answer<>(reply, Done.getInstance())
                : new Refuse(reply, ErrorCode.IO_FAILED, text("did not close: " + failure.get())));
    }

    private List<ChannelAction> answerClosers(Function<Reply<Done>, ChannelAction> answer) {
        phase = Phase.CLOSED;
        var actions = closeReplies.stream().map(answer).toList();
        closeReplies.clear();
        return actions;
    }

    private List<ChannelAction> closeAll() {
        var actions = new ArrayList<ChannelAction>();
        if (phase == Phase.OPEN) {
            phase = Phase.CLOSING;
            inbox.close(text("is closed"), actions);
            sessions.closeAll(actions);
        }
        return actions;
    }

    /** The channel stops without having been closed: answers what it can still answer. */
    List<ChannelAction> abandon() {
        var actions = new ArrayList<ChannelAction>();
        inbox.close(text("is closed"), actions);
        sessions.abandon(text("was stopped"), actions);
        actions.addAll(answerClosers(reply -> new Refuse(reply, ErrorCode.CHANNEL_CLOSED, text("was stopped"))));
        return actions;
    }

    private List<ChannelAction> await(Waiter waiter, Reply<?> reply) {
        if (!settings.direction().isReadable()) {
            return refuse(reply, ErrorCode.WRONG_DIRECTION, "is write-only");
        }
        if (phase != Phase.OPEN) {
            return List.of(waiter.closed(text("is closed")));
        }
        if (inbox.isFullOfWaiters()) {
            return refuse(
                    reply, ErrorCode.LIMIT_REACHED, "has " + Inbox.MAX_WAITING + " receives waiting, the most it can");
        }
        return settled(actions -> inbox.await(waiter));
    }

    private Optional<ChannelAction> refusalToWrite(Reply<Done> reply) {
        if (!settings.direction().isWritable()) {
            return Optional.of(new Refuse(reply, ErrorCode.WRONG_DIRECTION, text("is read-only")));
        }
        return phase != Phase.OPEN
                ? Optional.of(new Refuse(reply, ErrorCode.CHANNEL_CLOSED, text("is closed")))
                : Optional.empty();
    }

    /** Applies an event, then does what it made possible. */
    private List<ChannelAction> settled(Consumer<List<ChannelAction>> event) {
        var actions = new ArrayList<ChannelAction>(4);
        event.accept(actions);
        if (phase == Phase.OPEN) {
            inbox.deliver(actions);
            sessions.useRoom(actions);
        }
        return actions;
    }

    private List<ChannelAction> refuse(Reply<?> reply, ErrorCode code, String what) {
        return List.of(new Refuse(reply, code, text(what)));
    }

    private String text(String what) {
        return "IO channel \"" + settings.name() + "\" " + what;
    }
}
