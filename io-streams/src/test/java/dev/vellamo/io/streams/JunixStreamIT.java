package dev.vellamo.io.streams;

import dev.vellamo.io.link.ChannelTransport;
import dev.vellamo.io.link.SocketPairs;
import java.io.IOException;

/** Over a pair of sockets of junixsocket, as guests inherit. */
class JunixStreamIT extends StreamContract {

    @Override
    Ends connect() throws IOException {
        var pair = SocketPairs.ofJunix();
        return new Ends(ChannelTransport.of(pair.one()), ChannelTransport.of(pair.other()));
    }
}
