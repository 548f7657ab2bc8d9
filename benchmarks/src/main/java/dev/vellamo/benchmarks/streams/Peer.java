package dev.vellamo.benchmarks.streams;

import java.util.function.Supplier;

/** What is measured, in the order of the tables. */
enum Peer {
    RAW("raw socket, batching", () -> new RawPeer(64 << 10)),
    RAW_ONE("raw socket, one a write", () -> new RawPeer(0)),
    VELLAMO("Vellamo stream", VellamoPeer::new);

    private final String title;
    private final Supplier<StreamPeer> factory;

    Peer(String title, Supplier<StreamPeer> factory) {
        this.title = title;
        this.factory = factory;
    }

    String title() {
        return title;
    }

    StreamPeer create() {
        return factory.get();
    }
}
