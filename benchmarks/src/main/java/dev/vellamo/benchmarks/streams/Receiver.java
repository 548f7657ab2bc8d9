package dev.vellamo.benchmarks.streams;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/**
 * The process that reads and measures; it starts the one that sends. Its argument is the peer. It does what the lines of its
 * input say and answers each with a line.
 */
final class Receiver implements AutoCloseable {

    private static final String RATE = "rate";
    private static final String ROUND_TRIP = "round-trip";

    private final Peer peer;
    private final JavaProcess process;

    private Receiver(Peer peer, JavaProcess process) {
        this.peer = peer;
        this.process = process;
    }

    static Receiver start(Peer peer) throws IOException {
        return new Receiver(peer, JavaProcess.start(Receiver.class, peer.name()));
    }

    Peer peer() {
        return peer;
    }

    /** @param load of this peer */
    Rate rate(Load load, int messageBytes) throws IOException {
        return Rate.ofLine(process.ask(RATE + " " + load.streams() + " " + load.window() + " " + messageBytes));
    }

    RoundTrip roundTrip(boolean besideBulk) throws IOException {
        return RoundTrip.ofLine(process.ask(ROUND_TRIP + " " + besideBulk));
    }

    @Override
    public void close() {
        process.close();
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        LogManager.getLogManager().reset(); // the peers complain there when a measurement ends
        var peer = Peer.valueOf(arguments[0]);
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (var measurements = Measurements.start(peer)) {
            for (var line = input.readLine(); line != null; line = input.readLine()) {
                System.out.println(answer(measurements, peer, line.split(" ", -1)));
            }
        }
        System.exit(0);
    }

    private static String answer(Measurements measurements, Peer peer, String[] words)
            throws IOException, InterruptedException {
        if (words[0].equals(ROUND_TRIP)) {
            return measurements.roundTrip(Boolean.parseBoolean(words[1])).toLine();
        }
        var load = new Load(peer, Integer.parseInt(words[1]), Window.valueOf(words[2]));
        return measurements.rate(load, Integer.parseInt(words[3])).toLine();
    }
}
