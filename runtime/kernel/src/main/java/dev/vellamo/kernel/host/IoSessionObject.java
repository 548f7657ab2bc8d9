package dev.vellamo.kernel.host;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vellamo.io.channel.IoChannel;
import dev.vellamo.io.channel.Reply;
import dev.vellamo.kernel.state.HostCall;
import dev.vellamo.kernel.state.HostObject;
import dev.vellamo.kernel.state.KernelPromise;
import dev.vellamo.vat.IoSession;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** One connected client as an object that vats call: the methods of {@link IoSession}. */
final class IoSessionObject implements HostObject {

    private final HostSide host;
    private final String channelLabel;
    private final long session;
    private final IoUnits form;
    private final ActorRef<IoChannel.Command> channel;

    IoSessionObject(
            HostSide host, String channelLabel, long session, IoUnits form, ActorRef<IoChannel.Command> channel) {
        this.host = host;
        this.channelLabel = channelLabel;
        this.session = session;
        this.form = form;
        this.channel = channel;
    }

    @Override
    public String label() {
        return "session " + session + " of " + channelLabel;
    }

    /** Who the peer is does no client notice; the rest it does. */
    @Override
    public Kind kind(String method) {
        return method.equals("peer") ? Kind.PURE : Kind.UNMARKED;
    }

    @Override
    public void call(HostCall call) {
        var message = call.message();
        var calls = switch (form) {
            case TEXT -> new TextCalls(this, message.result());
            case JSON -> new JsonCalls(this, message.result());
            case BYTES -> new BytesCalls(this, message.result());
        };
        HostCalls.invoke(host, calls, label(), call);
    }

    /** The methods that vats can call; each answers {@code result}. */
    public abstract static class Calls {
        final IoSessionObject self;
        final @Nullable KernelPromise result;

        Calls(IoSessionObject self, @Nullable KernelPromise result) {
            this.self = self;
            this.result = result;
        }

        public void close() {
            self.channel.tell(new IoChannel.SessionClose(self.session, done()));
        }

        public void peer() {
            self.channel.tell(new IoChannel.SessionPeer(
                    self.session,
                    HostCalls.reply(
                            self.host,
                            result,
                            peer -> self.host.fulfil(
                                    result, new IoSession.Peer(peer.user(), peer.group(), peer.pid())))));
        }

        final void writeUnit(Object unit) {
            self.channel.tell(new IoChannel.SessionWrite(self.session, unit, done()));
        }

        private Reply<Done> done() {
            return HostCalls.reply(self.host, result, done -> self.host.fulfil(result, null));
        }
    }

    /** Of a channel whose units are text. */
    public static final class TextCalls extends Calls {
        TextCalls(IoSessionObject self, @Nullable KernelPromise result) {
            super(self, result);
        }

        public void write(String unit) {
            writeUnit(unit);
        }
    }

    /** Of a channel whose units are bytes. */
    public static final class BytesCalls extends Calls {
        BytesCalls(IoSessionObject self, @Nullable KernelPromise result) {
            super(self, result);
        }

        public void write(byte[] unit) {
            writeUnit(unit);
        }
    }

    /** Of a channel whose unit is {@code json}. */
    public static final class JsonCalls extends Calls {
        JsonCalls(IoSessionObject self, @Nullable KernelPromise result) {
            super(self, result);
        }

        public void write(JsonNode unit) {
            writeUnit(unit);
        }
    }
}
