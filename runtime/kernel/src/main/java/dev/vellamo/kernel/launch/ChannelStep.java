package dev.vellamo.kernel.launch;

import dev.vellamo.io.channel.ChannelSettings;
import dev.vellamo.io.channel.IoChannel;
import dev.vellamo.io.channel.Reply;
import dev.vellamo.io.transport.BindOptions;
import dev.vellamo.kernel.KernelEvent;
import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.KernelStatus.ChannelState;
import dev.vellamo.kernel.host.IoChannelObject;
import dev.vellamo.kernel.state.KernelObject;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.config.IoConfig;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/** Opens one IO channel and holds it. */
final class ChannelStep implements Step, Held {

    private static final int BACKLOG = BindOptions.PRIVATE.backlog();

    private final LaunchContext launch;
    private final String channelName;
    private final IoConfig config;
    private final Path path;
    private final Consumer<KernelObject> objectThere;
    private final CompletableFuture<Held> opened = new CompletableFuture<>();
    private @Nullable ActorRef<IoChannel.Command> channel;
    private @Nullable KernelObject object;

    /**
     * A channel that is not open yet.
     *
     * @param objectThere is given what vats call once it is open
     */
    ChannelStep(LaunchContext launch, String channelName, IoConfig config, Consumer<KernelObject> objectThere) {
        this.launch = launch;
        this.channelName = channelName;
        this.config = config;
        this.path = config.path().orElseThrow(() -> new IllegalArgumentException("a socket without a path"));
        this.objectThere = objectThere;
    }

    @Override
    public String name() {
        return "io " + channelName;
    }

    @Override
    public CompletionStage<Held> acquire() {
        launch.parts().channel(channelName, path.toString(), ChannelState.OPENING);
        launch.supervisor()
                .tell(new SubclusterActor.Spawn<>(behavior(), "io:" + channelName, Props.empty(), this::spawned));
        return opened;
    }

    private Behavior<IoChannel.Command> behavior() {
        var connections = launch.site()
                .transport()
                .get()
                .bind(path, new BindOptions(config.mode().permissions(), BACKLOG));
        return Behaviors.setup(context -> {
            Behavior<IoChannel.Event> listener = Behaviors.receiveMessage(event -> {
                onEvent(event);
                return Behaviors.same();
            });
            return IoChannel.create(settings(), connections, context.spawn(listener, "events"));
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

    private void spawned(ActorRef<IoChannel.Command> spawned) {
        channel = spawned;
        var host = launch.site().host();
        object = KernelObject.ofHost(
                new IoChannelObject(host, channelName, config.unit() == IoConfig.Unit.JSON, spawned));
    }

    private void onEvent(IoChannel.Event event) {
        if (event instanceof IoChannel.Bound) {
            launch.parts().channel(channelName, path.toString(), ChannelState.LISTENING);
            launch.event(new KernelEvent.ChannelListening(launch.parts().id(), channelName, path));
            if (object != null && opened.complete(this)) {
                objectThere.accept(object);
            }
        } else if (event instanceof IoChannel.BindFailed failed) {
            launch.parts().channel(channelName, path.toString(), ChannelState.CLOSED);
            stopActor();
            opened.completeExceptionally(new KernelException(
                    KernelException.Code.LAUNCH_FAILED,
                    "IO channel \"" + channelName + "\" cannot listen: " + Causes.describe(failed.cause()),
                    failed.cause(),
                    null));
        } else if (event instanceof IoChannel.ListenerLost lost) {
            launch.event(new KernelEvent.ChannelFailed(launch.parts().id(), channelName, lost.reason()));
        }
    }

    /** A bind that hangs is given up: if it succeeds later, it is held and released like any other. */
    @Override
    public void cancel() {}

    @Override
    public CompletionStage<?> release() {
        var closed = new CompletableFuture<Done>();
        if (channel == null) {
            closed.completeExceptionally(new IllegalStateException("it was never opened"));
            return closed;
        }
        channel.tell(new IoChannel.Close(new Reply<>() {
            @Override
            public void succeed(Done done) {
                closed.complete(done);
            }

            @Override
            public void fail(ErrorCode code, String message) {
                closed.completeExceptionally(new IllegalStateException(message));
            }
        }));
        return closed.whenComplete((done, failure) -> gone());
    }

    private void gone() {
        launch.parts().channel(channelName, path.toString(), ChannelState.CLOSED);
        if (object != null) {
            launch.site().host().delete(object);
        }
        stopActor();
    }

    private void stopActor() {
        if (channel != null) {
            launch.supervisor().tell(new SubclusterActor.StopChild(channel));
        }
    }
}
