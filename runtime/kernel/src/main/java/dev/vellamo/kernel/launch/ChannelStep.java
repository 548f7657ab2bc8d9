package dev.vellamo.kernel.launch;

import dev.vellamo.io.channel.ChannelSettings;
import dev.vellamo.io.channel.IoChannel;
import dev.vellamo.io.channel.Reply;
import dev.vellamo.kernel.KernelEvent;
import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.KernelStatus.ChannelState;
import dev.vellamo.kernel.host.IoChannelObject;
import dev.vellamo.kernel.host.IoUnits;
import dev.vellamo.kernel.state.KernelObject;
import dev.vellamo.kernel.store.StoredRef;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.config.IoConfig;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Opens one IO channel and holds it. */
final class ChannelStep implements Step, Held {

    private final LaunchContext launch;
    private final String channelName;
    private final IoConfig config;
    private final String address;
    private final Consumer<KernelObject> objectThere;
    private final boolean isRestored;
    private final CompletableFuture<Open> spawned = new CompletableFuture<>();
    private final CompletableFuture<String> bound = new CompletableFuture<>();

    /** The channel's actor and what vats call. The actor may be bound before whoever spawned it knows of it. */
    private record Open(ActorRef<IoChannel.Command> actor, KernelObject object) {}

    /**
     * A channel that is not open yet and must be, or the launch fails.
     *
     * @param objectThere is given what vats call once it is open
     */
    ChannelStep(LaunchContext launch, String channelName, IoConfig config, Consumer<KernelObject> objectThere) {
        this(launch, channelName, config, objectThere, false);
    }

    private ChannelStep(
            LaunchContext launch,
            String channelName,
            IoConfig config,
            Consumer<KernelObject> objectThere,
            boolean isRestored) {
        this.launch = launch;
        this.channelName = channelName;
        this.config = config;
        this.address = ChannelTransports.address(config);
        this.objectThere = objectThere;
        this.isRestored = isRestored;
    }

    /** A channel that vats of an earlier kernel know. If it cannot be opened, that is tried again and again. */
    static ChannelStep restoring(LaunchContext launch, String channelName, IoConfig config) {
        return new ChannelStep(launch, channelName, config, object -> {}, true);
    }

    @Override
    public String name() {
        return "io " + channelName;
    }

    @Override
    public CompletionStage<Held> acquire() {
        launch.parts().channel(channelName, address, ChannelState.OPENING);
        launch.supervisor()
                .tell(new SubclusterActor.Spawn<>(behavior(), "io:" + channelName, Props.empty(), this::onSpawned));
        return bound.thenCombine(spawned, (where, open) -> {
            objectThere.accept(open.object());
            return this;
        });
    }

    private Behavior<IoChannel.Command> behavior() {
        var connections = launch.site().transports().connections(config);
        return Behaviors.setup(context -> {
            var events = context.spawn(observing(false), "events");
            return isRestored
                    ? IoChannel.createPatient(settings(), connections, events)
                    : IoChannel.create(settings(), connections, events);
        });
    }

    private ChannelSettings settings() {
        return new ChannelSettings(
                channelName,
                ChannelSettings.Direction.valueOf(config.direction().name()),
                ChannelSettings.UnitKind.valueOf(config.unit().name()),
                config.maxUnitBytes(),
                config.bufferBytes(),
                ChannelSettings.Clients.valueOf(config.clients().name()),
                config.halfCloseTimeout());
    }

    private void onSpawned(ActorRef<IoChannel.Command> actor) {
        var units = IoUnits.of(config.unit());
        var host = launch.site().host();
        var stored = new StoredRef.Channel(launch.parts().id(), channelName);
        spawned.complete(new Open(actor, host.object(new IoChannelObject(host, stored, units, actor))));
    }

    private Behavior<IoChannel.Event> observing(boolean hasListened) {
        return Behaviors.receiveMessage(event -> {
            onEvent(event, hasListened);
            return observing(hasListened || event instanceof IoChannel.Bound);
        });
    }

    private void onEvent(IoChannel.Event event, boolean hasListened) {
        if (event instanceof IoChannel.Bound there) {
            launch.parts().channel(channelName, there.address(), ChannelState.LISTENING);
            launch.event(
                    new KernelEvent.ChannelListening(launch.parts().id(), channelName, config.type(), there.address()));
            bound.complete(there.address());
        } else if (event instanceof IoChannel.BindFailed failed) {
            launch.parts().channel(channelName, address, ChannelState.CLOSED);
            spawned.minimalCompletionStage().thenAccept(open -> stop(open.actor()));
            bound.completeExceptionally(new KernelException(
                    KernelException.Code.LAUNCH_FAILED,
                    "IO channel \"" + channelName + "\" cannot " + attempt() + ": " + Causes.describe(failed.cause()),
                    failed.cause(),
                    null));
        } else if (event instanceof IoChannel.ListenerLost lost) {
            launch.parts().channel(channelName, address, ChannelState.OPENING);
            launch.event(new KernelEvent.ChannelFailed(launch.parts().id(), channelName, hasListened, lost.reason()));
            // Only a restored channel is lost before it was bound; then nobody waits for it any longer.
            bound.complete(address);
        }
    }

    private String attempt() {
        return switch (config.type()) {
            case SOCKET, LISTEN -> "listen";
            case NETWORK -> "connect";
            case FILE, CONSOLE -> "open";
        };
    }

    /** A bind that hangs is given up: if it succeeds later, it is held and released like any other. */
    @Override
    public void cancel() {}

    @Override
    public CompletionStage<?> release() {
        return spawned.thenCompose(open -> close(open.actor()).whenComplete((done, failure) -> gone(open)));
    }

    private static CompletionStage<Done> close(ActorRef<IoChannel.Command> actor) {
        var closed = new CompletableFuture<Done>();
        actor.tell(new IoChannel.Close(new Reply<>() {
            @Override
            public void succeed(Done done) {
                closed.complete(done);
            }

            @Override
            public void fail(ErrorCode code, String message) {
                if (code == ErrorCode.CHANNEL_CLOSED) {
                    closed.complete(Done.getInstance());
                } else {
                    closed.completeExceptionally(new IllegalStateException(message));
                }
            }
        }));
        return closed;
    }

    private void gone(Open open) {
        launch.parts().channel(channelName, address, ChannelState.CLOSED);
        launch.site().host().delete(open.object());
        stop(open.actor());
    }

    private void stop(ActorRef<IoChannel.Command> actor) {
        launch.supervisor().tell(new SubclusterActor.StopChild(actor));
    }
}
