package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.launch.VatActor.Answer;
import dev.vellamo.kernel.launch.VatActor.Command;
import dev.vellamo.kernel.run.VatRunner;
import dev.vellamo.kernel.state.Entry;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.vat.VatException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/** What all states of one {@link VatActor} share: the code of its vat, and who waits for a new heap. */
final class VatSelf {

    /** How long a vat whose start failed is left alone; doubled each time, up to {@link #LONGEST_QUARANTINE}. */
    private static final Duration FIRST_QUARANTINE = Duration.ofSeconds(5);

    /** Whoever brought its code back waits no longer than this; loading it in vain costs little so often. */
    private static final Duration LONGEST_QUARANTINE = Duration.ofMinutes(1);

    private final ActorContext<Command> context;
    private final VatActor.RunnerMaker maker;
    private final VatActor.Subject subject;
    private final VatActor.Observer observer;
    private final List<Answer> waiting = new ArrayList<>(0);
    private String code;
    private int failedStarts;

    VatSelf(
            ActorContext<Command> context,
            VatActor.RunnerMaker maker,
            VatActor.Subject subject,
            VatActor.Observer observer) {
        this.context = context;
        this.maker = maker;
        this.subject = subject;
        this.observer = observer;
        this.code = subject.code();
    }

    ActorContext<Command> context() {
        return context;
    }

    VatActor.Observer observer() {
        return observer;
    }

    VatLife life() {
        return subject.life();
    }

    Duration stopTimeout() {
        return subject.stopTimeout();
    }

    Duration loadTimeout() {
        return subject.loadTimeout();
    }

    /** The code that started last, JSON, or empty text for that of the config. */
    String code() {
        return code;
    }

    /** Begins a heap. */
    VatHeap newHeap(@Nullable String upgrade) {
        var heap = new VatHeap(context.getSelf(), observer, life(), upgrade);
        heap.begin(maker.make(heap, upgrade == null ? code : upgrade));
        return heap;
    }

    void onStarted(VatHeap heap) {
        failedStarts = 0;
        if (heap.upgrade() != null) {
            code = heap.upgrade();
        }
        observer.started();
        waiting.forEach(answer -> heap.runner().submit(new Entry.Tell(answer::started)));
        waiting.clear();
    }

    /** After which it is tried again; empty: only when it is asked to. */
    Optional<Duration> pauseAfterFailedStart(VatHeap heap) {
        // Code that does not return would cost one more thread each time.
        var pause = heap.isWrittenOff()
                ? Optional.<Duration>empty()
                : Optional.of(Restarts.doubled(FIRST_QUARANTINE, LONGEST_QUARANTINE, failedStarts));
        failedStarts++;
        return pause;
    }

    void awaitsNewHeap(Answer answer) {
        waiting.add(answer);
    }

    boolean isNewHeapAwaited() {
        return !waiting.isEmpty();
    }

    void refuseWaiting(Throwable reason) {
        waiting.forEach(answer -> answer.failed(reason));
        waiting.clear();
    }

    static KernelException refused(String why) {
        return new KernelException(KernelException.Code.VAT_UNAVAILABLE, "the vat cannot start again now: " + why);
    }

    /** Tells whoever waits that it ends before it ran, and the owner if that did not ask for it. */
    void tellEnd(@Nullable Fault reason) {
        var text = "it was stopped while it started";
        refuseWaiting(new VatException(ErrorCode.VAT_TERMINATED, text));
        if (!life().hasBegun()) {
            observer.failedToStart(new VatException(ErrorCode.VAT_TERMINATED, text));
        } else if (reason != null) {
            observer.endedByItself(reason);
        }
    }

    /** Ends the vat itself, for this reason or because that was wanted. */
    static void end(VatRunner runner, @Nullable Fault reason) {
        var vat = runner.vat();
        runner.submit(new Entry.EndVat(
                vat,
                reason == null
                        ? Fault.of(ErrorCode.VAT_TERMINATED, "vat " + vat.label() + " was terminated")
                        : reason));
    }

    Behavior<Command> stopped() {
        refuseWaiting(refused("it has ended"));
        observer.stopped();
        return Behaviors.stopped();
    }

    /** Small on purpose: a built {@code Receive} for each of a hundred thousand vats would be most of their size. */
    static Behavior<Command> state(Function<Command, Behavior<Command>> onMessage, Runnable onPostStop) {
        return Behaviors.receive((ctx, message) -> onMessage.apply(message), (ctx, signal) -> {
            if (signal != PostStop.instance()) {
                return Behaviors.unhandled();
            }
            onPostStop.run();
            return Behaviors.same();
        });
    }
}
