package dev.vellamo.kernel.host;

import dev.vellamo.kernel.run.Sequencer;
import dev.vellamo.kernel.state.Entry;
import dev.vellamo.kernel.state.HostStream;
import dev.vellamo.kernel.state.KernelMessage;
import dev.vellamo.kernel.state.KernelObject;
import dev.vellamo.kernel.state.KernelPromise;
import dev.vellamo.kernel.state.KernelSettlement;
import dev.vellamo.kernel.state.PromiseWatcher;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.crank.StreamSignal;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.VatException;
import java.util.Arrays;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** The streams of host code, as flows of Pekko Streams. Any thread may use it. */
public final class HostStreams {

    private final HostSide host;
    private final Sequencer sequencer;
    private final OpenStreams open = new OpenStreams();

    HostStreams(HostSide host, Sequencer sequencer) {
        this.host = host;
        this.sequencer = sequencer;
    }

    /**
     * Each materialisation opens one stream.
     *
     * @throws dev.vellamo.vat.VatException with code {@code NOT_PASSABLE} if an argument cannot leave the host
     */
    public Flow<ByteString, ByteString, NotUsed> flow(Ref target, String method, @Nullable Object[] arguments) {
        var opening = new KernelMessage(method, host.encodeArguments(arguments), null);
        var wanted = new HostStreamStage.Wanted(host.refOf(target), opening, Arrays.asList(target, arguments));
        return Flow.fromGraph(new HostStreamStage(this, wanted));
    }

    HostSide host() {
        return host;
    }

    void begin(HostStream.Listener listener) {
        open.add(listener);
    }

    void end(HostStream.Listener listener) {
        open.remove(listener);
    }

    void open(HostStream stream, KernelObject target, KernelMessage opening) {
        sequencer.submit(new Entry.OpenStream(stream, target, opening));
    }

    void say(HostStream stream, StreamSignal signal) {
        sequencer.submit(new Entry.SignalStream(stream, signal));
    }

    void watch(KernelPromise promise, PromiseWatcher watcher) {
        sequencer.submit(new Entry.HostWatch(promise, watcher));
    }

    /**
     * The object that a promise resolved to.
     *
     * @throws VatException if it did not resolve to one
     */
    static KernelObject objectIn(KernelSettlement settlement, String method) {
        if (settlement instanceof KernelSettlement.Rejected rejected) {
            throw new VatException(rejected.reason());
        }
        if (((KernelSettlement.Fulfilled) settlement).value().asReference() instanceof KernelObject object) {
            return object;
        }
        throw new VatException(
                ErrorCode.BAD_PROMISE_RESOLUTION,
                "a stream to \"" + method
                        + "\" was opened to a promise that resolved to something that is not a reference");
    }

    /** The kernel has ended, and with it all streams. */
    void failAll(Fault with, String why) {
        open.end(with, why);
    }
}
