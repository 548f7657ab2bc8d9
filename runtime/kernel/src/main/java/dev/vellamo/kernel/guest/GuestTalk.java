package dev.vellamo.kernel.guest;

import dev.vellamo.io.link.ChannelTransport;
import dev.vellamo.io.link.LinkException;
import dev.vellamo.io.streams.LinkSettings;
import dev.vellamo.io.streams.OpenLink;
import dev.vellamo.io.streams.StreamConnection;
import dev.vellamo.protocol.wire.WireError;
import dev.vellamo.protocol.wire.WireIdentity;
import dev.vellamo.vm.process.GuestSession;
import dev.vellamo.vm.process.StartedGuest;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/** What is said on the link to one process of a guest: until both sides agree, and that it has ended. */
final class GuestTalk implements GuestSession {

    /** Each process gets one connection. */
    private static final long EPOCH = 1;

    private final CompletableFuture<GuestSession> agreed;
    private final CompletableFuture<Done> ended = new CompletableFuture<>();
    private @Nullable ActorRef<StreamConnection.Command> connection;
    private @Nullable OpenLink link;

    GuestTalk(CompletableFuture<GuestSession> agreed) {
        this.agreed = agreed;
    }

    /** Takes the link over; its connection is a child of this actor. */
    <T> void begin(
            ActorContext<T> context,
            GuestActor.Identity identity,
            StartedGuest process,
            Function<StreamConnection.News, T> toMessage) {
        try {
            var transport = ChannelTransport.of(process.link());
            var settings = LinkSettings.of(identity.name(), WireIdentity.host(identity.incarnation(), EPOCH, null));
            var news = context.messageAdapter(StreamConnection.News.class, toMessage::apply);
            connection = context.spawnAnonymous(
                    StreamConnection.create(transport, settings, StreamConnection.Handlers.NONE, news));
        } catch (IOException failure) {
            agreed.completeExceptionally(failure);
            ended.completeExceptionally(failure);
        }
    }

    void on(StreamConnection.News news) {
        if (news instanceof StreamConnection.Connected connected) {
            link = connected.link();
            agreed.complete(this);
        } else if (news instanceof StreamConnection.Ended over) {
            var reason = over.reason();
            agreed.completeExceptionally(new LinkException(reason));
            if (reason.is(WireError.GOING_AWAY)) {
                ended.complete(Done.getInstance());
            } else {
                ended.completeExceptionally(new LinkException(reason));
            }
        }
    }

    OpenLink link() {
        if (link == null) {
            throw new IllegalStateException("nothing was agreed on yet");
        }
        return link;
    }

    @Override
    public void askToStop() {
        if (connection != null) {
            connection.tell(new StreamConnection.GoAway("the guest is to end"));
        }
    }

    @Override
    public CompletionStage<Done> ended() {
        return ended.minimalCompletionStage();
    }
}
