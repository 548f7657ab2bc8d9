package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.KernelException;
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
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * One vat, from its first heap to its end. Its code does not run here but in the {@link VatRunner} of each heap, on a
 * thread that can be written off; this actor decides when.
 *
 * <pre>
 *   starting --Started--> running --Ended (exit, fault, deadline)--+--> closing --Closed / written off--> stopped
 *    ^  |  |                |  |  +--Stop--> ending --Ended--------+       |
 *    |  |  +-- Stop --------|--|--> closing                                +--stop timeout: its thread is written off
 *    |  +--failed--+        |  |
 *    |             v        |  |
 *    +-pause--- down <---Lost--+     the first start of all may not fail: then the vat ends
 * </pre>
 */
public final class VatActor {

    /** How long a vat whose start failed is left alone; doubled each time, up to {@link #LONGEST_QUARANTINE}. */
    static final Duration FIRST_QUARANTINE = Duration.ofSeconds(5);

    /** Whoever brought its code back waits no longer than this; loading it in vain costs little so often. */
    static final Duration LONGEST_QUARANTINE = Duration.ofMinutes(1);

    public sealed interface Command permits Stop, Halt, End, Restart, Upgrade, StartAgain, VatHeap.News {}

    /** End the vat and release what it holds. May be said more than once. */
    public enum Stop implements Command {
        INSTANCE
    }

    /** Release what it holds; the vat itself goes on with the next kernel. The kernel state applies nothing any more. */
    public enum Halt implements Command {
        INSTANCE
    }

    /** End the vat for this reason, as if it had ended by itself. */
    public record End(Fault reason) implements Command {}

    /** Give it a new heap, whatever its config says. */
    public record Restart(Answer answer) implements Command {}

    /** Give it a new heap with this code, JSON; if that does not start, with the code that it had. */
    public record Upgrade(String code, Answer answer) implements Command {}

    record StartAgain(Object token) implements Command {}

    /** Whoever asked for a new heap. One of the two is called, once, on any thread; returns at once. */
    public interface Answer {

        /** It is started, and that is on disk. */
        void started();

        void failed(Throwable reason);
    }

    /** What the vat's owner is told. Unless it says otherwise called on this actor's thread; returns at once. */
    public interface Observer {

        /** A heap is there: the first, or a later one. */
        void started();

        /** There never was a heap, and there will be none. */
        void failedToStart(Throwable reason);

        /** Its heap is lost; it starts again after the pause. */
        void restarting(Fault reason, Duration pause);

        /** It could not start again; it is tried once more after the pause, or only when asked. */
        void quarantined(Throwable reason, Optional<Duration> pause);

        /** It ended though its owner did not ask it to. */
        void endedByItself(Fault reason);

        /** A thread was written off; it stays until {@link #cameBack}. Called on any thread. */
        void writtenOff(String thread);

        /** The code on a written-off thread returned. Called on that thread, maybe after {@link #stopped}. */
        void cameBack(String thread);

        /** Nothing of it is left, except for written-off threads. Called once, last, unless its parent stops it. */
        void stopped();
    }

    /** Makes the runner of a heap, with code that is JSON, or empty text for that of the config. */
    @FunctionalInterface
    public interface RunnerMaker {
        VatRunner make(VatRunner.Owner owner, String code);
    }

    /**
     * A vat.
     *
     * @param code the code it was upgraded to, or empty text
     * @param stopTimeout how long a running delivery may go on once its heap is to end
     * @param loadTimeout how long its code may take to load when no launch limits that
     */
    record Subject(String code, VatLife life, Duration stopTimeout, Duration loadTimeout) {}

    /** A vat that starts at once. */
    static Behavior<Command> create(RunnerMaker maker, Subject subject, Observer observer) {
        return Behaviors.setup(context -> new VatActor(context, maker, subject, observer).begin(null));
    }

    private final ActorContext<Command> context;
    private final RunnerMaker maker;
    private final VatLife life;
    private final Duration stopTimeout;
    private final Duration loadTimeout;
    private final Observer observer;
    private final List<Answer> waiting = new ArrayList<>(0);
    private String code;
    private int failedStarts;

    private VatActor(ActorContext<Command> context, RunnerMaker maker, Subject subject, Observer observer) {
        this.context = context;
        this.maker = maker;
        this.life = subject.life();
        this.stopTimeout = subject.stopTimeout();
        this.loadTimeout = subject.loadTimeout();
        this.observer = observer;
        this.code = subject.code();
    }

    /** @param upgrade the code from now on, or {@code null} if that does not change */
    private Behavior<Command> begin(@Nullable String upgrade) {
        var heap = new VatHeap(context.getSelf(), observer, life, upgrade);
        heap.begin(maker.make(heap, upgrade == null ? code : upgrade));
        if (life.hasBegun()) {
            context.scheduleOnce(loadTimeout, context.getSelf(), new VatHeap.LoadTimedOut(heap));
        }
        return starting(heap);
    }

    // Starting

    private Behavior<Command> starting(VatHeap heap) {
        return up(heap, message -> {
            if (message instanceof VatHeap.Started) {
                return onStarted(heap);
            } else if (message instanceof VatHeap.FailedToStart failed) {
                return onFailedStart(heap, failed.reason());
            } else if (message instanceof VatHeap.Ended ended) {
                return onEnded(heap, ended.reason());
            } else if (message instanceof VatHeap.Lost lost) {
                return onLost(heap, lost);
            } else if (message instanceof VatHeap.LoadTimedOut || message instanceof VatHeap.WrittenOff) {
                return onSlowLoad(heap);
            } else if (message instanceof Restart restart) {
                waiting.add(restart.answer());
            } else if (message instanceof Upgrade upgrade) {
                upgrade.answer().failed(refused("it is starting; ask again when it runs"));
            } else if (message instanceof End end) {
                return stopWhileStarting(heap, end.reason());
            } else if (message == Stop.INSTANCE) {
                return stopWhileStarting(heap, null);
            }
            return Behaviors.same();
        });
    }

    private Behavior<Command> onStarted(VatHeap heap) {
        failedStarts = 0;
        if (heap.upgrade() != null) {
            code = heap.upgrade();
        }
        observer.started();
        waiting.forEach(answer -> heap.runner().submit(new Entry.Tell(answer::started)));
        waiting.clear();
        return running(heap, null);
    }

    /** Code that loads has no delivery whose fault the kernel state could report: this actor has to. */
    private Behavior<Command> onSlowLoad(VatHeap heap) {
        if (heap.runner().isAttached()) {
            return Behaviors.same();
        }
        if (!heap.isWrittenOff()) {
            heap.runner().giveUp();
            return Behaviors.same();
        }
        return onFailedStart(
                heap,
                new VatException(
                        ErrorCode.DEADLINE_EXCEEDED,
                        "loading its code did not end within " + loadTimeout.toMillis()
                                + " ms; its thread is written off"));
    }

    private Behavior<Command> onFailedStart(VatHeap heap, Throwable reason) {
        refuseWaiting(reason);
        if (!life.hasBegun()) {
            end(heap.runner(), null);
            observer.failedToStart(reason);
            return after(heap, this::stopped);
        }
        if (heap.upgrade() != null) {
            heap.runner().submit(new Entry.ChangeCode(heap.runner().vat(), code));
            return after(heap, () -> begin(null));
        }
        // Code that does not return would cost one more thread each time.
        var pause = heap.isWrittenOff()
                ? Optional.<Duration>empty()
                : Optional.of(Restarts.doubled(FIRST_QUARANTINE, LONGEST_QUARANTINE, failedStarts));
        failedStarts++;
        observer.quarantined(reason, pause);
        return after(heap, () -> down(heap, pause));
    }

    /**
     * Author's code that loads or starts is given up at once: the launch has waited long enough. Its thread is written off
     * before the launch hears of the failure, so that the report names it.
     */
    private Behavior<Command> stopWhileStarting(VatHeap heap, @Nullable Fault reason) {
        end(heap.runner(), reason);
        heap.runner().giveUp();
        tellEnd(reason);
        return ending(heap);
    }

    private void tellEnd(@Nullable Fault reason) {
        var text = "it was stopped while it started";
        refuseWaiting(new VatException(ErrorCode.VAT_TERMINATED, text));
        if (!life.hasBegun()) {
            observer.failedToStart(new VatException(ErrorCode.VAT_TERMINATED, text));
        } else if (reason != null) {
            observer.endedByItself(reason);
        }
    }

    // Running

    /** A wish for a new heap that the kernel state was told of, with other code or not. */
    private record Wish(@Nullable String upgrade) {}

    private Behavior<Command> running(VatHeap heap, @Nullable Wish wish) {
        return up(heap, message -> {
            if (message instanceof VatHeap.Ended ended) {
                return onEnded(heap, ended.reason());
            } else if (message instanceof VatHeap.Lost lost) {
                return wish == null ? onLost(heap, lost) : after(heap, () -> begin(wish.upgrade()));
            } else if (message instanceof Restart restart) {
                return wish(heap, restart.answer(), wish == null ? new Wish(null) : wish);
            } else if (message instanceof Upgrade upgrade) {
                return upgradeWhileRunning(heap, upgrade, wish);
            } else if (message instanceof End end) {
                end(heap.runner(), end.reason());
            } else if (message == Stop.INSTANCE) {
                end(heap.runner(), null);
                return ending(heap);
            }
            return Behaviors.same();
        });
    }

    private Behavior<Command> upgradeWhileRunning(VatHeap heap, Upgrade upgrade, @Nullable Wish wish) {
        if (wish != null) {
            upgrade.answer().failed(refused("it is about to start again; ask again when it runs"));
            return Behaviors.same();
        }
        return wish(heap, upgrade.answer(), new Wish(upgrade.code()));
    }

    private Behavior<Command> wish(VatHeap heap, Answer answer, Wish wish) {
        waiting.add(answer);
        var vat = heap.runner().vat();
        var reason = Fault.of(ErrorCode.VAT_RESTARTED, "vat " + vat.label() + " was restarted");
        heap.runner().submit(new Entry.Restart(vat, reason));
        return running(heap, wish);
    }

    private Behavior<Command> onEnded(VatHeap heap, Fault reason) {
        refuseWaiting(new VatException(reason));
        if (life.hasBegun()) {
            observer.endedByItself(reason);
        } else {
            observer.failedToStart(new VatException(reason));
        }
        return after(heap, this::stopped);
    }

    private Behavior<Command> onLost(VatHeap heap, VatHeap.Lost lost) {
        if (lost.pause().isEmpty()) {
            return onFailedStart(heap, new VatException(lost.reason()));
        }
        observer.restarting(lost.reason(), lost.pause().get());
        return after(heap, () -> down(heap, lost.pause()));
    }

    // Between two heaps

    private Behavior<Command> down(VatHeap last, Optional<Duration> pause) {
        if (!waiting.isEmpty()) {
            return begin(null);
        }
        var token = new Object();
        var timer = pause.map(delay -> context.scheduleOnce(delay, context.getSelf(), new StartAgain(token)));
        return state(
                message -> {
                    if (message instanceof StartAgain again && again.token() == token) {
                        return begin(null);
                    }
                    if (!(message instanceof StartAgain) && !(message instanceof VatHeap.News)) {
                        timer.ifPresent(running -> running.cancel());
                        return onMessageWhileDown(last.runner(), message);
                    }
                    return Behaviors.same();
                },
                () -> end(last.runner(), null));
    }

    private Behavior<Command> onMessageWhileDown(VatRunner last, Command message) {
        if (message instanceof Restart restart) {
            waiting.add(restart.answer());
            return begin(null);
        }
        if (message instanceof Upgrade upgrade) {
            waiting.add(upgrade.answer());
            return begin(upgrade.code());
        }
        if (message instanceof End end) {
            end(last, end.reason());
            observer.endedByItself(end.reason());
        } else if (message == Stop.INSTANCE) {
            end(last, null);
        }
        return stopped();
    }

    // Ending

    /** It was asked to end; the state will say that it has. */
    private Behavior<Command> ending(VatHeap heap) {
        return up(heap, message -> {
            if (message instanceof VatHeap.WrittenOff) {
                return stopped();
            }
            var isOver = message instanceof VatHeap.Ended
                    || message instanceof VatHeap.Lost
                    || message instanceof VatHeap.FailedToStart;
            return isOver ? after(heap, this::stopped) : refuseWhileEnding(message);
        });
    }

    private Behavior<Command> refuseWhileEnding(Command message) {
        if (message instanceof Restart restart) {
            restart.answer().failed(refused("it is ending"));
        } else if (message instanceof Upgrade upgrade) {
            upgrade.answer().failed(refused("it is ending"));
        }
        return Behaviors.same();
    }

    /** Closes what the heap holds, then goes on. */
    private Behavior<Command> after(VatHeap heap, Supplier<Behavior<Command>> next) {
        if (heap.isWrittenOff()) {
            return next.get();
        }
        heap.runner().close();
        var timeout = context.scheduleOnce(stopTimeout, context.getSelf(), new VatHeap.StopTimedOut(heap));
        return closing(heap, () -> {
            timeout.cancel();
            return next.get();
        });
    }

    private Behavior<Command> closing(VatHeap heap, Supplier<Behavior<Command>> next) {
        return state(
                message -> {
                    if (message instanceof VatHeap.News news) {
                        return news.heap() == heap ? onNewsWhileClosing(news, next) : Behaviors.same();
                    } else if (message instanceof Restart restart) {
                        waiting.add(restart.answer());
                    } else if (message instanceof Upgrade upgrade) {
                        upgrade.answer().failed(refused("it is between two starts; ask again when it runs"));
                    } else if (message instanceof End end) {
                        return closing(heap, () -> onMessageWhileDown(heap.runner(), end));
                    } else if (message == Stop.INSTANCE || message == Halt.INSTANCE) {
                        return closing(heap, () -> onMessageWhileDown(heap.runner(), message));
                    }
                    return Behaviors.same();
                },
                () -> end(heap.runner(), null));
    }

    private static Behavior<Command> onNewsWhileClosing(VatHeap.News news, Supplier<Behavior<Command>> next) {
        if (news instanceof VatHeap.Closed || news instanceof VatHeap.WrittenOff) {
            return next.get();
        }
        if (news instanceof VatHeap.StopTimedOut late) {
            late.heap().runner().giveUp();
        }
        return Behaviors.same();
    }

    private static void end(VatRunner runner, @Nullable Fault reason) {
        var vat = runner.vat();
        runner.submit(new Entry.EndVat(
                vat,
                reason == null
                        ? Fault.of(ErrorCode.VAT_TERMINATED, "vat " + vat.label() + " was terminated")
                        : reason));
    }

    private Behavior<Command> stopped() {
        refuseWaiting(refused("it has ended"));
        observer.stopped();
        return Behaviors.stopped();
    }

    private void refuseWaiting(Throwable reason) {
        waiting.forEach(answer -> answer.failed(reason));
        waiting.clear();
    }

    private static KernelException refused(String why) {
        return new KernelException(KernelException.Code.VAT_UNAVAILABLE, "the vat cannot start again now: " + why);
    }

    /** Small on purpose: a built {@code Receive} for each of a hundred thousand vats would be most of their size. */
    private static Behavior<Command> state(Function<Command, Behavior<Command>> onMessage, Runnable onPostStop) {
        return Behaviors.receive((ctx, message) -> onMessage.apply(message), (ctx, signal) -> {
            if (signal != PostStop.instance()) {
                return Behaviors.unhandled();
            }
            onPostStop.run();
            return Behaviors.same();
        });
    }

    /** A state with a heap, in which the parent may stop this actor at any time: the vat must not outlive it. */
    private Behavior<Command> up(VatHeap heap, Function<Command, Behavior<Command>> onMessage) {
        return state(
                message -> {
                    if (message instanceof StartAgain
                            || (message instanceof VatHeap.News news && news.heap() != heap)) {
                        return Behaviors.same();
                    }
                    return message == Halt.INSTANCE ? halt(heap) : onMessage.apply(message);
                },
                () -> {
                    end(heap.runner(), null);
                    heap.runner().close();
                });
    }

    private Behavior<Command> halt(VatHeap heap) {
        heap.runner().halt();
        tellEnd(null);
        return after(heap, this::stopped);
    }
}
