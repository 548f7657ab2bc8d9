package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.launch.VatActor.Answer;
import dev.vellamo.kernel.launch.VatActor.Command;
import dev.vellamo.kernel.launch.VatActor.End;
import dev.vellamo.kernel.launch.VatActor.Halt;
import dev.vellamo.kernel.launch.VatActor.Restart;
import dev.vellamo.kernel.launch.VatActor.StartAgain;
import dev.vellamo.kernel.launch.VatActor.Stop;
import dev.vellamo.kernel.launch.VatActor.Upgrade;
import dev.vellamo.kernel.state.Entry;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.vat.VatException;
import java.util.function.Function;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/** The states of a {@link VatActor} whose vat has a heap: it starts, runs, or was asked to end. */
final class VatUp {

    private final VatSelf self;
    private final VatDown down;

    VatUp(VatSelf self) {
        this.self = self;
        this.down = new VatDown(self, this);
    }

    /** @param upgrade the code from now on, or {@code null} if that does not change */
    Behavior<Command> begin(@Nullable String upgrade) {
        var heap = self.newHeap(upgrade);
        if (self.life().hasBegun()) {
            self.context().scheduleOnce(self.loadTimeout(), self.context().getSelf(), new VatHeap.LoadTimedOut(heap));
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
                self.awaitsNewHeap(restart.answer());
            } else if (message instanceof Upgrade upgrade) {
                upgrade.answer().failed(VatSelf.refused("it is starting; ask again when it runs"));
            } else if (message instanceof End end) {
                return stopWhileStarting(heap, end.reason());
            } else if (message == Stop.INSTANCE) {
                return stopWhileStarting(heap, null);
            }
            return Behaviors.same();
        });
    }

    private Behavior<Command> onStarted(VatHeap heap) {
        self.onStarted(heap);
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
                        "loading its code did not end within "
                                + self.loadTimeout().toMillis() + " ms; its thread is written off"));
    }

    private Behavior<Command> onFailedStart(VatHeap heap, Throwable reason) {
        self.refuseWaiting(reason);
        if (!self.life().hasBegun()) {
            VatSelf.end(heap.runner(), null);
            self.observer().failedToStart(reason);
            return down.after(heap, self::stopped);
        }
        if (heap.upgrade() != null) {
            heap.runner().submit(new Entry.ChangeCode(heap.runner().vat(), self.code()));
            return down.after(heap, () -> begin(null));
        }
        var pause = self.pauseAfterFailedStart(heap);
        self.observer().quarantined(reason, pause);
        return down.after(heap, () -> down.between(heap, pause));
    }

    /**
     * Author's code that loads or starts is given up at once: the launch has waited long enough. Its thread is written off
     * before the launch hears of the failure, so that the report names it.
     */
    private Behavior<Command> stopWhileStarting(VatHeap heap, @Nullable Fault reason) {
        VatSelf.end(heap.runner(), reason);
        heap.runner().giveUp();
        self.tellEnd(reason);
        return ending(heap);
    }

    // Running

    /** A wish for a new heap that the kernel state was told of, with other code or not. */
    private record Wish(@Nullable String upgrade) {}

    private Behavior<Command> running(VatHeap heap, @Nullable Wish wish) {
        return up(heap, message -> {
            if (message instanceof VatHeap.Ended ended) {
                return onEnded(heap, ended.reason());
            } else if (message instanceof VatHeap.Lost lost) {
                return wish == null ? onLost(heap, lost) : down.after(heap, () -> begin(wish.upgrade()));
            } else if (message instanceof Restart restart) {
                return wish(heap, restart.answer(), wish == null ? new Wish(null) : wish);
            } else if (message instanceof Upgrade upgrade) {
                return upgradeWhileRunning(heap, upgrade, wish);
            } else if (message instanceof End end) {
                VatSelf.end(heap.runner(), end.reason());
            } else if (message == Stop.INSTANCE) {
                VatSelf.end(heap.runner(), null);
                return ending(heap);
            }
            return Behaviors.same();
        });
    }

    private Behavior<Command> upgradeWhileRunning(VatHeap heap, Upgrade upgrade, @Nullable Wish wish) {
        if (wish != null) {
            upgrade.answer().failed(VatSelf.refused("it is about to start again; ask again when it runs"));
            return Behaviors.same();
        }
        return wish(heap, upgrade.answer(), new Wish(upgrade.code()));
    }

    private Behavior<Command> wish(VatHeap heap, Answer answer, Wish wish) {
        self.awaitsNewHeap(answer);
        var vat = heap.runner().vat();
        var reason = Fault.of(ErrorCode.VAT_RESTARTED, "vat " + vat.label() + " was restarted");
        heap.runner().submit(new Entry.Restart(vat, reason));
        return running(heap, wish);
    }

    private Behavior<Command> onEnded(VatHeap heap, Fault reason) {
        self.refuseWaiting(new VatException(reason));
        if (self.life().hasBegun()) {
            self.observer().endedByItself(reason);
        } else {
            self.observer().failedToStart(new VatException(reason));
        }
        return down.after(heap, self::stopped);
    }

    private Behavior<Command> onLost(VatHeap heap, VatHeap.Lost lost) {
        if (lost.pause().isEmpty()) {
            return onFailedStart(heap, new VatException(lost.reason()));
        }
        self.observer().restarting(lost.reason(), lost.pause().get());
        return down.after(heap, () -> down.between(heap, lost.pause()));
    }

    // Ending

    /** It was asked to end; the state will say that it has. */
    private Behavior<Command> ending(VatHeap heap) {
        return up(heap, message -> {
            if (message instanceof VatHeap.WrittenOff) {
                return self.stopped();
            }
            var isOver = message instanceof VatHeap.Ended
                    || message instanceof VatHeap.Lost
                    || message instanceof VatHeap.FailedToStart;
            return isOver ? down.after(heap, self::stopped) : refuseWhileEnding(message);
        });
    }

    private Behavior<Command> refuseWhileEnding(Command message) {
        if (message instanceof Restart restart) {
            restart.answer().failed(VatSelf.refused("it is ending"));
        } else if (message instanceof Upgrade upgrade) {
            upgrade.answer().failed(VatSelf.refused("it is ending"));
        }
        return Behaviors.same();
    }

    /** A state with a heap, in which the parent may stop this actor at any time: the vat must not outlive it. */
    private Behavior<Command> up(VatHeap heap, Function<Command, Behavior<Command>> onMessage) {
        return VatSelf.state(
                message -> {
                    if (message instanceof StartAgain
                            || (message instanceof VatHeap.News news && news.heap() != heap)) {
                        return Behaviors.same();
                    }
                    return message == Halt.INSTANCE ? halt(heap) : onMessage.apply(message);
                },
                () -> {
                    VatSelf.end(heap.runner(), null);
                    heap.runner().close();
                });
    }

    private Behavior<Command> halt(VatHeap heap) {
        heap.runner().halt();
        self.tellEnd(null);
        return down.after(heap, self::stopped);
    }
}
