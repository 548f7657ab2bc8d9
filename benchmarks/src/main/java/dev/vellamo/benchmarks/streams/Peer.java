package dev.vellamo.benchmarks.streams;

/** What is measured, in the order of the tables. */
enum Peer {
    RAW("JDK Unix channel, batching", Ability.REQUESTS),
    RAW_ARRAYS("JDK Unix channel, batching, an array a message", Ability.NONE),
    RAW_ONE("JDK Unix channel, one a write", Ability.NONE),
    JUNIX("junixsocket, batching", Ability.REQUESTS),
    JUNIX_ONE("junixsocket, one a write", Ability.NONE),
    NETTY("Netty", Ability.REQUESTS),
    GRPC("grpc-java", Ability.STREAMS),
    RSOCKET("rsocket-java", Ability.STREAMS),
    RSOCKET_DIRECT("rsocket-java, prepared buffers", Ability.NONE),
    PEKKO("Pekko TCP", Ability.NONE),
    VELLAMO("Vellamo", Ability.STREAMS);

    private static final int BATCH_BYTES = 64 << 10;

    /** What a peer has beyond one stream. Each has what those before it have. */
    enum Ability {
        NONE,
        REQUESTS,
        /** Many streams and requests on one connection, with a window for each stream. */
        STREAMS
    }

    private final String title;
    private final Ability ability;

    Peer(String title, Ability ability) {
        this.title = title;
        this.ability = ability;
    }

    String title() {
        return title;
    }

    boolean can(Ability other) {
        return ability.compareTo(other) >= 0;
    }

    StreamPeer create() {
        return switch (this) {
            case RAW -> new RawPeer(RawSockets.JDK, BATCH_BYTES, false);
            case RAW_ARRAYS -> new RawPeer(RawSockets.JDK, BATCH_BYTES, true);
            case RAW_ONE -> new RawPeer(RawSockets.JDK, 0, false);
            case JUNIX -> new RawPeer(RawSockets.JUNIX, BATCH_BYTES, false);
            case JUNIX_ONE -> new RawPeer(RawSockets.JUNIX, 0, false);
            case NETTY -> new NettyPeer();
            case GRPC -> new GrpcPeer();
            case RSOCKET -> new RSocketPeer(false);
            case RSOCKET_DIRECT -> new RSocketPeer(true);
            case PEKKO -> new PekkoPeer();
            case VELLAMO -> new VellamoPeer();
        };
    }
}
