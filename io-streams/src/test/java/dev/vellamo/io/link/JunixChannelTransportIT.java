package dev.vellamo.io.link;

import java.io.IOException;

class JunixChannelTransportIT extends LinkTransportContract {

    @Override
    Ends connect() throws IOException {
        var pair = SocketPairs.ofJunix();
        return new Ends(ChannelTransport.of(pair.one()), ChannelTransport.of(pair.other()));
    }
}
