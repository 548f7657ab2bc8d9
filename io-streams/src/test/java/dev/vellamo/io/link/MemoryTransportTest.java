package dev.vellamo.io.link;

class MemoryTransportTest extends LinkTransportContract {

    @Override
    Ends connect() {
        var pair = MemoryTransport.pair();
        return new Ends(pair.first(), pair.second());
    }
}
