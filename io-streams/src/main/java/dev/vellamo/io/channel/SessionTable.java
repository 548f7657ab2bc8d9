package dev.vellamo.io.channel;

import dev.vellamo.io.channel.ChannelAction.Answer;
import dev.vellamo.io.channel.ChannelAction.Cut;
import dev.vellamo.io.channel.ChannelAction.Disconnected;
import dev.vellamo.io.channel.ChannelAction.Finish;
import dev.vellamo.io.channel.ChannelAction.Linger;
import dev.vellamo.io.channel.ChannelAction.Open;
import dev.vellamo.io.channel.ChannelAction.Refuse;
import dev.vellamo.io.transport.PeerCredentials;
import dev.vellamo.protocol.capdata.ErrorCode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.pekko.Done;

/** The sessions of a channel: who may come in, who may read, and when each is closed, disconnected and forgotten. */
final class SessionTable {

    /** Far more clients than one vat serves; bounds what connections cost that never send anything. */
    static final int MAX_CONNECTED = 16_384;

    /**
     * How many clients that have closed their sending side are kept for a reply. A client that died looks the same, so
     * beyond this the oldest is closed before its time.
     */
    static final int MAX_LINGERING = 256;

    private final ChannelSettings settings;
    private final Inbox inbox;
    private final Admission admission = new Admission();
    /** All that are not over, by number: the oldest first. */
    private final TreeMap<Long, SessionState> sessions = new TreeMap<>();

    private final ReadTurns turns;
    /** The longest waiting first. */
    private final LinkedHashSet<SessionState> lingering = new LinkedHashSet<>();

    private int connected;
    /** How many sessions may still send. */
    private int sending;

    private long lastSession;

    SessionTable(ChannelSettings settings, Inbox inbox) {
        this.settings = settings;
        this.inbox = inbox;
        this.turns = new ReadTurns(settings.bufferBytes(), inbox);
    }

    int connected() {
        return connected;
    }

    Optional<SessionState> find(long session) {
        return Optional.ofNullable(sessions.get(session));
    }

    /** Those that can be written to, the oldest first. */
    List<Long> writable() {
        return sessions.values().stream()
                .filter(SessionState::isWritable)
                .map(SessionState::id)
                .toList();
    }

    void acceptReady() {
        admission.acceptReady();
    }

    void arrived(PeerCredentials peer) {
        admission.arrived(peer);
    }

    void holdOver(List<ChannelAction> actions) {
        admission.holdOver(!turns.hasRoom(), actions);
    }

    void read(long session, Decoded decoded) {
        find(session).ifPresent(reader -> {
            inbox.add(reader, decoded);
            turns.add(reader);
        });
    }

    void inputEnded(long session, Optional<SessionFailure> why, List<ChannelAction> actions) {
        find(session).ifPresent(ended -> {
            if (!ended.isClosing()) {
                sending--;
            }
            inbox.endInput(ended, why, settings.direction().isReadable());
            if (ended.isLingering()) {
                afterLastUnit(ended, why, actions);
            }
            disconnectIfDone(ended, actions);
        });
    }

    void outputEnded(long session, List<ChannelAction> actions) {
        find(session).ifPresent(ended -> {
            ended.endOutput();
            disconnectIfDone(ended, actions);
        });
    }

    /** A unit was written: a session that waits to be closed waits anew. */
    void touched(long session, List<ChannelAction> actions) {
        find(session).filter(lingering::remove).ifPresent(waiting -> linger(waiting, actions));
    }

    void timeUp(long session, List<ChannelAction> actions) {
        find(session).filter(SessionState::isConnected).ifPresent(late -> {
            if (late.isClosing()) {
                actions.add(new Cut(session, "the client did not take in time what was written to it"));
            } else {
                finish(late, actions);
            }
        });
    }

    void cut(long session, SessionFailure why, List<ChannelAction> actions) {
        find(session).filter(SessionState::isConnected).ifPresent(slow -> cut(slow, why, actions));
    }

    void close(long session, Reply<Done> reply, List<ChannelAction> actions) {
        var open = find(session).filter(SessionState::isConnected);
        if (open.isEmpty()) {
            actions.add(new Answer<>(reply, Done.getInstance()));
            return;
        }
        open.get().closeReplies().add(reply);
        if (!open.get().isClosing()) {
            finish(open.get(), actions);
        }
    }

    void closeAll(List<ChannelAction> actions) {
        admission.refuse(actions);
        for (var session : sessions.values()) {
            session.dropQueued();
            if (session.isConnected() && !session.isClosing()) {
                finish(session, actions);
            }
        }
    }

    /** The connections are gone without being told to end. */
    void abandon(String message, List<ChannelAction> actions) {
        for (var session : sessions.values()) {
            session.closeReplies().forEach(reply -> actions.add(new Refuse(reply, ErrorCode.CHANNEL_CLOSED, message)));
            session.closeReplies().clear();
        }
    }

    void forgetIfOver(SessionState session) {
        if (session.isOver()) {
            sessions.remove(session.id());
        }
    }

    /** Lets sessions read and clients come in as far as the buffer has room. */
    void useRoom(List<ChannelAction> actions) {
        var tooLarge = turns.grant(sessions.values(), actions);
        while (tooLarge.isPresent()) {
            makeRoom(tooLarge.get(), actions);
            tooLarge = turns.grant(sessions.values(), actions);
        }
        if (turns.hasRoom()) {
            admission.admit(hasPlace(), actions).ifPresent(peer -> open(peer, actions));
        }
        if (turns.hasRoom() && connected < MAX_CONNECTED) {
            admission.acceptNext(actions);
        }
    }

    private boolean hasPlace() {
        return settings.clients() == ChannelSettings.Clients.MANY || sending == 0;
    }

    private void makeRoom(SessionState largest, List<ChannelAction> actions) {
        var why = new SessionFailure(
                ErrorCode.LIMIT_REACHED,
                "incomplete units fill bufferBytes " + settings.bufferBytes() + ", this one the most");
        inbox.dropPartial(largest);
        cut(largest, why, actions);
    }

    private void open(PeerCredentials peer, List<ChannelAction> actions) {
        long id = ++lastSession;
        sessions.put(id, new SessionState(id, peer));
        connected++;
        sending++;
        actions.add(new Open(id));
    }

    private void afterLastUnit(SessionState session, Optional<SessionFailure> why, List<ChannelAction> actions) {
        if (why.isPresent()) {
            cut(session, why.get(), actions);
        } else if (settings.direction().isWritable()) {
            linger(session, actions);
        } else {
            finish(session, actions);
        }
    }

    private void linger(SessionState session, List<ChannelAction> actions) {
        lingering.add(session);
        actions.add(new Linger(session.id()));
        if (lingering.size() > MAX_LINGERING) {
            finish(lingering.iterator().next(), actions);
        }
    }

    private void finish(SessionState session, List<ChannelAction> actions) {
        stopSending(session);
        session.close();
        actions.add(new Finish(session.id()));
    }

    private void cut(SessionState session, SessionFailure why, List<ChannelAction> actions) {
        stopSending(session);
        session.failWith(why);
        actions.add(new Cut(session.id(), why.message()));
    }

    private void stopSending(SessionState session) {
        lingering.remove(session);
        if (session.input() != SessionState.Input.ENDED && !session.isClosing()) {
            sending--;
        }
    }

    private void disconnectIfDone(SessionState session, List<ChannelAction> actions) {
        if (session.isConnected()) {
            return;
        }
        connected--;
        lingering.remove(session);
        actions.add(new Disconnected(session.id()));
        session.closeReplies().forEach(reply -> actions.add(new Answer<>(reply, Done.getInstance())));
        session.closeReplies().clear();
        forgetIfOver(session);
    }
}
