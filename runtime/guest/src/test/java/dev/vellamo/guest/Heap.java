package dev.vellamo.guest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vellamo.guest.frame.CodeFile;
import dev.vellamo.guest.frame.FrameAssembly;
import dev.vellamo.guest.frame.FromVat;
import dev.vellamo.guest.frame.ToVat;
import dev.vellamo.guest.frame.VatFrames;
import dev.vellamo.io.link.LinkStream;
import dev.vellamo.io.link.MessageBatch;
import dev.vellamo.io.link.StreamReceiver;
import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.config.VatCode;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.Settlement;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.WireFault;
import dev.vellamo.vat.engine.Power;
import dev.vellamo.vat.engine.VatSpec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One heap of a vat in a guest, as the kernel sees it. */
final class Heap implements StreamReceiver {

    @Nullable
    LinkStream stream;

    /** Whether what came is given back at once. */
    volatile boolean consumes = true;

    private final FrameAssembly<FromVat> assembly = VatFrames.fromVat();
    private final BlockingQueue<FromVat> heard = new LinkedBlockingQueue<>();
    private final CompletableFuture<Boolean> closed = new CompletableFuture<>();
    private final CompletableFuture<WireFault> failed = new CompletableFuture<>();
    private long unconsumed;

    /** In how many messages-together something came. */
    volatile int batches;

    static VatSpec spec(String name, VatCode code) {
        return new VatSpec(name, "v-" + name, code, JsonNodeFactory.instance.objectNode(), Set.of(Power.values()));
    }

    LinkStream stream() {
        return Objects.requireNonNull(stream);
    }

    Heap send(ToVat... frames) {
        var parcels = new ArrayList<Payload>();
        for (var frame : frames) {
            parcels.addAll(VatFrames.encode(frame));
        }
        stream().send(parcels);
        return this;
    }

    Heap load(VatSpec spec, @Nullable CodeFile file) {
        return send(new ToVat.Load(spec, Optional.ofNullable(file)));
    }

    /** Loads a vat of this class and starts it. */
    Heap start(Class<?> vat) throws Exception {
        load(spec(vat.getSimpleName(), new VatCode.ClassCode(vat.getName())), null);
        assertThat(next()).isEqualTo(new FromVat.Loaded());
        return start();
    }

    Heap start() throws Exception {
        send(new ToVat.Start(VatState.EMPTY));
        assertThat(result(0)).isInstanceOf(CrankResult.Completed.class);
        return this;
    }

    /** Calls a method of the root; the promise for its answer is {@code p-number}. */
    Heap call(long number, String method, Object... arguments) {
        return send(message(number, method, arguments));
    }

    static ToVat message(long number, String method, Object... arguments) {
        var items = new ArrayList<Passable>();
        for (var argument : arguments) {
            items.add(new Passable.Immutable(argument));
        }
        var value = CapData.of(new Passable.Sequence(items));
        return new ToVat.Deliver(number, new Delivery.Message(Slot.ROOT, method, value, Slot.kernelPromise(number)));
    }

    /** What a call was answered with, as JSON. */
    String answer(long number) throws Exception {
        var set = ((CrankResult.Completed) result(number)).writeSet();
        return set.effects().stream()
                .filter(effect -> effect instanceof Effect.Settle settle
                        && settle.promise().equals(Slot.kernelPromise(number)))
                .map(effect -> text(((Effect.Settle) effect).settlement()))
                .findFirst()
                .orElse("nothing yet");
    }

    static String text(Settlement settlement) {
        return settlement instanceof Settlement.Fulfilled fulfilled
                ? new String(((Passable.Json) fulfilled.value().body()).utf8(), StandardCharsets.UTF_8)
                : ((Settlement.Rejected) settlement).reason().describe();
    }

    CrankResult result(long number) throws Exception {
        var frame = next();
        assertThat(frame).isInstanceOf(FromVat.Result.class);
        assertThat(((FromVat.Result) frame).number()).isEqualTo(number);
        return ((FromVat.Result) frame).result();
    }

    Fault abortion(long number) throws Exception {
        return ((CrankResult.Aborted) result(number)).reason();
    }

    FromVat next() throws Exception {
        return Objects.requireNonNull(heard.poll(KernelEnd.PATIENCE_S, TimeUnit.SECONDS), "nothing was said");
    }

    List<FromVat> heard() {
        return List.copyOf(heard);
    }

    void awaitClosed() throws Exception {
        closed.get(KernelEnd.PATIENCE_S, TimeUnit.SECONDS);
    }

    /** Returns when both directions have ended: whoever cancels is not told of the close that follows. */
    void awaitOver() throws Exception {
        var over = new CompletableFuture<Boolean>();
        stream().whenOver(() -> over.complete(true));
        over.get(KernelEnd.PATIENCE_S, TimeUnit.SECONDS);
    }

    boolean isClosed() {
        return closed.isDone();
    }

    WireFault awaitFailed() throws Exception {
        return failed.get(KernelEnd.PATIENCE_S, TimeUnit.SECONDS);
    }

    synchronized void consume() {
        consumes = true;
        stream().consumed(unconsumed);
        unconsumed = 0;
    }

    @Override
    public synchronized void received(MessageBatch batch) {
        batches++;
        for (var i = 0; i < batch.size(); i++) {
            var frame = assembly.add(batch.array(i), batch.offset(i), batch.length(i));
            if (frame != null) {
                heard.add(frame);
            }
        }
        if (consumes) {
            stream().consumed(batch.charge());
        } else {
            unconsumed += batch.charge();
        }
    }

    @Override
    public void closed() {
        closed.complete(true);
    }

    @Override
    public void cancelled(String reason) {
        failed.complete(new WireFault(0, "cancelled: " + reason));
    }

    @Override
    public void failed(WireFault fault) {
        failed.complete(fault);
        closed.completeExceptionally(new IllegalStateException(fault.toString()));
    }

    @Override
    public void writable() {}
}
