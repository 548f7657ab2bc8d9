package dev.vellamo.io.transport;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that binds {@code s0}, {@code s1}, … in a directory and says which it got. It keeps them until its input ends.
 */
final class BindRival {

    private BindRival() {}

    public static void main(String[] arguments) throws IOException {
        var directory = Path.of(arguments[0]);
        var rounds = Integer.parseInt(arguments[1]);
        System.out.println("ready");
        System.in.read();
        List<ServerSocketChannel> held = new ArrayList<>();
        for (var round = 0; round < rounds; round++) {
            try {
                held.add(SocketFile.bind(directory.resolve("s" + round), BindOptions.PRIVATE, new JdkChannels())
                        .channel());
                System.out.println("got " + round);
            } catch (TransportException lost) {
                System.out.println(lost.code());
            }
        }
        System.out.println("done");
        while (System.in.read() >= 0) {
            Thread.onSpinWait();
        }
        for (var channel : held) {
            channel.close();
        }
    }
}
