package dev.vellamo.benchmarks.streams;

/** What is measured, in the order of the tables. */
enum Peer {
    RAW("raw socket, batching"),
    RAW_ONE("raw socket, one a write"),
    NETTY("Netty, epoll, length framing"),
    GRPC("grpc-java, epoll, direct executor"),
    VELLAMO("Vellamo stream");

    private static final int RAW_BATCH_BYTES = 64 << 10;

    private final String title;

    Peer(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    StreamPeer create() {
        return switch (this) {
            case RAW -> new RawPeer(RAW_BATCH_BYTES);
            case RAW_ONE -> new RawPeer(0);
            case NETTY -> new NettyPeer();
            case GRPC -> new GrpcPeer();
            case VELLAMO -> new VellamoPeer();
        };
    }
}
