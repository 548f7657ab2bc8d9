package dev.vellamo.io.channel;

import dev.vellamo.io.channel.ChannelSettings.Clients;
import dev.vellamo.io.transport.IncomingConnection;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** The running connection of one session: a stream of its own, so that what breaks in it breaks nothing else. */
final class SessionStream {

    /** How long one client of many may take nothing: longer than a pause, and the others' writer waits for it. */
    static final Duration BROADCAST_STALL = Duration.ofSeconds(10);

    private final SessionInput input;
    private final SessionOutput output;

    private SessionStream(SessionInput input, SessionOutput output) {
        this.input = input;
        this.output = output;
    }

    /** What all sessions of a channel have in common. */
    record Shared(ChannelSettings settings, UnitCodec codec, ActorRef<IoChannel.Command> channel) {

        private Optional<UnitDecoder> newDecoder() {
            return settings.direction().isReadable() ? Optional.of(codec.newDecoder()) : Optional.empty();
        }

        private boolean isBroadcast() {
            return settings.clients() == Clients.MANY && !settings.direction().isReadable();
        }

        private String nameOf(long session) {
            return "session " + session + " of IO channel \"" + settings.name() + "\"";
        }
    }

    static SessionStream open(long session, IncomingConnection connection, Shared shared, Materializer materializer) {
        var events = new Telling(session, shared.channel());
        var input = new SessionInput(shared.newDecoder(), events);
        var output = new SessionOutput(shared.nameOf(session), shared.settings().bufferBytes(), events);
        Source<ByteString, NotUsed> units = Source.fromGraph(output);
        (shared.isBroadcast() ? units.backpressureTimeout(BROADCAST_STALL) : units)
                .via(connection.flow())
                .runWith(Sink.fromGraph(input), materializer);
        return new SessionStream(input, output);
    }

    /** Closes a connection unread and unwritten. */
    static void refuse(IncomingConnection connection, Materializer materializer) {
        Source.<ByteString>empty().via(connection.flow()).runWith(Sink.cancelled(), materializer);
    }

    void readOn() {
        input.readOn();
    }

    void offer(byte[] line, Reply<Done> reply) {
        output.offer(line, reply);
    }

    void finish() {
        input.stop();
        output.finish();
    }

    void cut(String why) {
        input.stop();
        output.cut(why);
    }

    /** Tells the channel what the connection reports. */
    private record Telling(long session, ActorRef<IoChannel.Command> channel) implements SessionEvents {
        @Override
        public void read(Decoded decoded) {
            channel.tell(new ChannelSignal.ChunkRead(session, decoded));
        }

        @Override
        public void inputEnded(Optional<SessionFailure> why) {
            channel.tell(new ChannelSignal.InputEnded(session, why));
        }

        @Override
        public void outputEnded() {
            channel.tell(new ChannelSignal.OutputEnded(session));
        }
    }
}
