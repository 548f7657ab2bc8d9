package dev.vellamo.benchmarks.streams;

import dev.vellamo.benchmarks.streams.Peer.Ability;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A {@link Receiver} for each peer, all there at once, so that what is compared is measured within seconds. */
final class Receivers implements AutoCloseable {

    private final List<Receiver> receivers = new ArrayList<>();

    private Receivers() {}

    static Receivers start(List<Peer> peers) throws IOException {
        var started = new Receivers();
        try {
            for (var peer : peers) {
                started.receivers.add(Receiver.start(peer));
            }
            return started;
        } catch (IOException failure) {
            started.close();
            throw failure;
        }
    }

    /** Has everything measured once: messages of one size with all loads, all peers in turn, and then the next size. */
    void measureRound(Results results) throws IOException {
        for (int bytes : RateTable.MESSAGE_BYTES) {
            for (var table : RateTable.ALL) {
                for (var receiver : receivers) {
                    if (receiver.peer().can(table.needed())) {
                        var load = table.load(receiver.peer());
                        results.add(load, bytes, receiver.rate(load, bytes));
                    }
                }
            }
        }
        for (boolean besideBulk : TripTable.BESIDE_BULK) {
            for (var receiver : receivers) {
                if (receiver.peer().can(Ability.REQUESTS)) {
                    results.add(receiver.peer(), besideBulk, receiver.roundTrip(besideBulk));
                }
            }
        }
    }

    @Override
    public void close() {
        receivers.forEach(Receiver::close);
    }
}
