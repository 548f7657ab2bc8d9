package dev.vellamo.io.channel;

import dev.vellamo.io.channel.ChannelAction.Broadcast;
import dev.vellamo.io.channel.ChannelAction.Refuse;
import dev.vellamo.io.channel.ChannelAction.Send;
import dev.vellamo.protocol.capdata.ErrorCode;
import java.util.List;
import org.apache.pekko.Done;

/** Whom a unit is written to. */
final class WriteRouting {
    private final ChannelSettings settings;
    private final Inbox inbox;
    private final SessionTable sessions;

    WriteRouting(ChannelSettings settings, Inbox inbox, SessionTable sessions) {
        this.settings = settings;
        this.inbox = inbox;
        this.sessions = sessions;
    }

    /**
     * The short form: to the session last read from, as nobody else must see that answer; before anything was read, and
     * on a channel that is only written to, to the client that is connected.
     */
    void write(Object unit, Reply<Done> reply, List<ChannelAction> actions) {
        boolean isMany = settings.clients() == ChannelSettings.Clients.MANY;
        if (isMany && settings.direction().isReadable()) {
            refuse(reply, ErrorCode.READ_REFUSED, "has many clients: write to a session", actions);
        } else if (inbox.lastServed() != 0) {
            write(inbox.lastServed(), unit, reply, actions);
        } else {
            writeToConnected(isMany, unit, reply, actions);
        }
    }

    void write(long session, Object unit, Reply<Done> reply, List<ChannelAction> actions) {
        if (sessions.find(session).filter(SessionState::isWritable).isEmpty()) {
            refuse(reply, ErrorCode.SESSION_ENDED, "cannot write: session " + session + " has ended", actions);
            return;
        }
        sessions.touched(session, actions);
        actions.add(new Send(session, unit, reply));
    }

    private void writeToConnected(boolean isMany, Object unit, Reply<Done> reply, List<ChannelAction> actions) {
        var connected = sessions.writable();
        if (connected.isEmpty()) {
            refuse(reply, ErrorCode.NO_CLIENT, "has no connected client", actions);
        } else if (isMany) {
            connected.forEach(session -> sessions.touched(session, actions));
            actions.add(new Broadcast(connected, unit, reply));
        } else {
            write(connected.get(connected.size() - 1), unit, reply, actions);
        }
    }

    private void refuse(Reply<Done> reply, ErrorCode code, String what, List<ChannelAction> actions) {
        actions.add(new Refuse(reply, code, "IO channel \"" + settings.name() + "\" " + what));
    }
}
