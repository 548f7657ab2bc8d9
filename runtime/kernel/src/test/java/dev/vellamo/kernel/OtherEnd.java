package dev.vellamo.kernel;

import dev.vellamo.io.transport.ProcessConsole;
import dev.vellamo.protocol.config.IoConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What an IO channel is joined to, driven by a test's own thread. */
abstract class OtherEnd implements AutoCloseable {
    private final CompletableFuture<String> address = new CompletableFuture<>();

    static OtherEnd of(IoConfig.Type type, Path directory) throws IOException {
        return switch (type) {
            case SOCKET -> new OfSocket(directory.resolve("s"));
            case LISTEN -> new OfListener();
            case NETWORK -> new OfClient();
            case FILE -> new OfFile(directory.resolve("f"));
            case CONSOLE -> new OfConsole();
        };
    }

    abstract IoConfig.Builder config();

    abstract void send(String text) throws IOException;

    /** Nothing more will be sent. */
    abstract void finish() throws IOException;

    /** Waits for so many bytes. */
    abstract String received(int bytes) throws IOException;

    Optional<ProcessConsole> console() {
        return Optional.empty();
    }

    /** Once the channel is open. */
    void connect() throws Exception {}

    @Override
    public void close() throws IOException {}

    final void onEvent(KernelEvent event) {
        if (event instanceof KernelEvent.ChannelListening listening) {
            address.complete(listening.address());
        }
    }

    /** Where the channel says that it is. */
    final String address() throws Exception {
        return address.get(20, TimeUnit.SECONDS);
    }

    private abstract static class OfStream extends OtherEnd {
        private @Nullable SocketChannel channel;

        abstract SocketChannel connected() throws Exception;

        @Override
        void connect() throws Exception {
            channel = connected();
        }

        private SocketChannel channel() {
            if (channel == null) {
                throw new IllegalStateException("not connected");
            }
            return channel;
        }

        @Override
        void send(String text) throws IOException {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel().write(bytes);
            }
        }

        @Override
        void finish() throws IOException {
            channel().shutdownOutput();
        }

        @Override
        String received(int bytes) throws IOException {
            var buffer = ByteBuffer.allocate(bytes);
            while (buffer.hasRemaining() && channel().read(buffer) >= 0) {
                Thread.onSpinWait();
            }
            return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
        }

        @Override
        public void close() throws IOException {
            if (channel != null) {
                channel.close();
            }
        }
    }

    private static final class OfSocket extends OfStream {
        private final Path path;

        OfSocket(Path path) {
            this.path = path;
        }

        @Override
        IoConfig.Builder config() {
            return IoConfig.socket(path);
        }

        @Override
        SocketChannel connected() throws IOException {
            var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(path));
            return channel;
        }
    }

    private static final class OfListener extends OfStream {
        @Override
        IoConfig.Builder config() {
            return IoConfig.listen("localhost:0");
        }

        @Override
        SocketChannel connected() throws Exception {
            var port = Integer.parseInt(address().replace("localhost:", ""));
            return SocketChannel.open(new InetSocketAddress(InetAddress.getByName("localhost"), port));
        }
    }

    private static final class OfClient extends OfStream {
        private final ServerSocketChannel server;

        OfClient() throws IOException {
            server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getByName("localhost"), 0));
        }

        @Override
        IoConfig.Builder config() {
            return IoConfig.network("localhost:" + server.socket().getLocalPort());
        }

        @Override
        SocketChannel connected() throws IOException {
            return server.accept();
        }

        @Override
        public void close() throws IOException {
            super.close();
            server.close();
        }
    }

    private static final class OfFile extends OtherEnd {
        private final Path path;

        OfFile(Path path) throws IOException {
            this.path = Files.createFile(path);
        }

        @Override
        IoConfig.Builder config() {
            return IoConfig.file(path);
        }

        @Override
        void send(String text) throws IOException {
            Files.writeString(path, text, StandardOpenOption.APPEND);
        }

        @Override
        void finish() {
            throw new UnsupportedOperationException("a file that is followed has no end");
        }

        @Override
        String received(int bytes) throws IOException {
            return Files.readString(path);
        }
    }

    private static final class OfConsole extends OtherEnd {
        private final Keyboard keyboard = new Keyboard();
        private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

        @Override
        IoConfig.Builder config() {
            return IoConfig.console();
        }

        @Override
        Optional<ProcessConsole> console() {
            return Optional.of(new ProcessConsole(keyboard, screen));
        }

        @Override
        void send(String text) {
            keyboard.type(text);
        }

        @Override
        void finish() {
            keyboard.type(Keyboard.END);
        }

        @Override
        String received(int bytes) {
            return screen.toString(StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            keyboard.type(Keyboard.END);
        }
    }
}
