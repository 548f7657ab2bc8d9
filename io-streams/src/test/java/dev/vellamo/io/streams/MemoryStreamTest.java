package dev.vellamo.io.streams;

import dev.vellamo.io.link.MemoryTransport;

class MemoryStreamTest extends StreamContract {

    @Override
    Ends connect() {
        var pair = MemoryTransport.pair();
        return new Ends(pair.first(), pair.second());
    }
}
