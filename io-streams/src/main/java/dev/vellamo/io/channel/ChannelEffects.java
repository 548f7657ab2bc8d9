package dev.vellamo.io.channel;

import java.util.List;
import org.apache.pekko.Done;

/** What the {@linkplain ChannelAction actions} of a channel are carried out on: its listener, timers and connections. */
interface ChannelEffects {

    void acceptNext();

    void holdArrival();

    void refuseArrival();

    void open(long session);

    void readOn(long session);

    void send(long session, Object unit, Reply<Done> reply);

    void broadcast(List<Long> sessions, Object unit, Reply<Done> reply);

    void linger(long session);

    void finish(long session);

    void cut(long session, String why);

    void disconnected(long session);
}
