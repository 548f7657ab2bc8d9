package dev.vellamo.kernel.launch;

import dev.vellamo.io.transport.BindOptions;
import dev.vellamo.io.transport.FileConnections;
import dev.vellamo.io.transport.HostPort;
import dev.vellamo.io.transport.IncomingConnection;
import dev.vellamo.io.transport.ProcessConsole;
import dev.vellamo.io.transport.ServerBinding;
import dev.vellamo.io.transport.SocketTransport;
import dev.vellamo.io.transport.TcpTransport;
import dev.vellamo.kernel.KernelSettings;
import dev.vellamo.protocol.config.IoConfig;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * What IO channels are joined to. A transport is made when the first channel needs it: a kernel without channels has no
 * thread for them. Any thread.
 */
final class ChannelTransports implements AutoCloseable {

    private static final int BACKLOG = BindOptions.PRIVATE.backlog();

    private final OnDemand<SocketTransport> sockets;
    private final OnDemand<TcpTransport> tcp;
    private final Optional<ProcessConsole> console;

    ChannelTransports(KernelSettings settings) {
        var name = settings.name() + "-io";
        sockets = new OnDemand<>(() -> settings.socketTransport().apply(name));
        tcp = new OnDemand<>(() -> new TcpTransport(name + "-tcp"));
        console = settings.console();
    }

    /** The connections of a channel, to be run each time that it opens. */
    Source<IncomingConnection, CompletionStage<ServerBinding>> connections(IoConfig config) {
        return switch (config.type()) {
            case SOCKET ->
                sockets.get().bind(path(config), new BindOptions(config.mode().permissions(), BACKLOG));
            case LISTEN -> tcp.get().bind(hostPort(config), BACKLOG);
            case NETWORK -> tcp.get().connect(hostPort(config));
            case FILE ->
                config.direction() == IoConfig.Direction.IN
                        ? FileConnections.following(path(config))
                        : FileConnections.appendingTo(path(config));
            case CONSOLE ->
                console.map(there -> there.connect(config.direction() != IoConfig.Direction.OUT))
                        .orElseGet(ChannelTransports::noConsole);
        };
    }

    /** Where a channel leads, for people. */
    static String address(IoConfig config) {
        return switch (config.type()) {
            case SOCKET, FILE -> path(config).toString();
            case LISTEN, NETWORK -> hostPort(config).toString();
            case CONSOLE -> "console";
        };
    }

    private static Path path(IoConfig config) {
        return config.path()
                .orElseThrow(
                        () -> new IllegalArgumentException("an IO channel of type " + config.type() + " has a path"));
    }

    private static HostPort hostPort(IoConfig config) {
        return HostPort.parse(config.address()
                .orElseThrow(() ->
                        new IllegalArgumentException("an IO channel of type " + config.type() + " has an address")));
    }

    private static Source<IncomingConnection, CompletionStage<ServerBinding>> noConsole() {
        var refusal = new IllegalStateException("this kernel has no console; one that is embedded has to be given it"
                + " (KernelSettings.console), a daemon has none, \"vellamo run\" has");
        return Source.<IncomingConnection>failed(refusal)
                .mapMaterializedValue(started -> CompletableFuture.failedFuture(refusal));
    }

    @Override
    public void close() {
        try {
            tcp.ifMade().ifPresent(TcpTransport::close);
        } finally {
            sockets.ifMade().ifPresent(SocketTransport::close);
        }
    }

    /** Something that is made when it is first needed. */
    private static final class OnDemand<T> {
        private final Supplier<T> maker;
        private @Nullable T made;

        OnDemand(Supplier<T> maker) {
            this.maker = maker;
        }

        synchronized T get() {
            var there = made;
            if (there == null) {
                there = maker.get();
                made = there;
            }
            return there;
        }

        synchronized Optional<T> ifMade() {
            return Optional.ofNullable(made);
        }
    }
}
