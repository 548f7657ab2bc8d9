package dev.vellamo.benchmarks.streams;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.LogManager;

/** The process that sends. Its arguments are peer, socket and message size. */
final class StreamServer {

    private static final String LISTENING = "listening";

    private StreamServer() {}

    /** Starts the process and waits until a client can connect. It ends with its connection. */
    static Process start(Peer peer, Path socket, int messageBytes) throws IOException {
        var process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StreamServer.class.getName(),
                        peer.name(),
                        socket.toString(),
                        Integer.toString(messageBytes)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        if (!LISTENING.equals(said.readLine())) {
            throw new IOException("the server of " + peer.title() + " ended before it listened");
        }
        return process;
    }

    public static void main(String[] arguments) {
        LogManager.getLogManager().reset(); // the peers complain there when a measurement ends
        try {
            Peer.valueOf(arguments[0])
                    .create()
                    .serve(Path.of(arguments[1]), Integer.parseInt(arguments[2]), () -> System.out.println(LISTENING));
        } catch (IOException clientGone) {
            System.exit(0);
        }
        System.exit(0);
    }
}
