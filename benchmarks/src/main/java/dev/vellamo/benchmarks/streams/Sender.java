package dev.vellamo.benchmarks.streams;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.logging.LogManager;
import org.jspecify.annotations.Nullable;

/** The process that sends. Its argument is the peer. It does what the lines of its input say and answers each with a line. */
final class Sender implements AutoCloseable {

    private static final String LISTEN = "listen";
    private static final String USAGE = "usage";

    private final JavaProcess process;

    private Sender(JavaProcess process) {
        this.process = process;
    }

    static Sender start(Peer peer) throws IOException {
        return new Sender(JavaProcess.start(Sender.class, peer.name()));
    }

    /** Ends what listened before; says where a client can connect. */
    String listen(Path socket, int messageBytes) throws IOException {
        return process.ask(LISTEN + " " + messageBytes + " " + socket);
    }

    Usage usage() throws IOException {
        return Usage.ofLine(process.ask(USAGE));
    }

    @Override
    public void close() {
        process.close();
    }

    public static void main(String[] arguments) throws IOException {
        LogManager.getLogManager().reset(); // the peers complain there when a measurement ends
        var peer = Peer.valueOf(arguments[0]).create();
        PeerServer server = null;
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var line = input.readLine(); line != null; line = input.readLine()) {
            if (line.equals(USAGE)) {
                System.out.println(Usage.ofThisProcess().toLine());
                continue;
            }
            close(server);
            var words = line.split(" ", 3);
            server = peer.listen(Path.of(words[2]), Messages.of(Integer.parseInt(words[1])));
            System.out.println(server.address());
        }
        close(server);
        System.exit(0);
    }

    private static void close(@Nullable PeerServer server) {
        if (server != null) {
            server.close();
        }
    }
}
