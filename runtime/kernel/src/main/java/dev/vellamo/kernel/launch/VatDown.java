package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.launch.VatActor.Command;
import dev.vellamo.kernel.launch.VatActor.End;
import dev.vellamo.kernel.launch.VatActor.Halt;
import dev.vellamo.kernel.launch.VatActor.Restart;
import dev.vellamo.kernel.launch.VatActor.StartAgain;
import dev.vellamo.kernel.launch.VatActor.Stop;
import dev.vellamo.kernel.launch.VatActor.Upgrade;
import dev.vellamo.kernel.run.VatRunner;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The states of a {@link VatActor} whose vat has lost its heap: that one closes, or none is there. */
final class VatDown {

    private final VatSelf self;
    private final VatUp up;

    VatDown(VatSelf self, VatUp up) {
        this.self = self;
        this.up = up;
    }

    // Closing

    /** Closes what the heap holds, then goes on. */
    Behavior<Command> after(VatHeap heap, Supplier<Behavior<Command>> next) {
        if (heap.isWrittenOff()) {
            return next.get();
        }
        heap.runner().close();
        var timeout = self.context()
                .scheduleOnce(self.stopTimeout(), self.context().getSelf(), new VatHeap.StopTimedOut(heap));
        return closing(heap, () -> {
            timeout.cancel();
            return next.get();
        });
    }

    private Behavior<Command> closing(VatHeap heap, Supplier<Behavior<Command>> next) {
        return VatSelf.state(
                message -> {
                    if (message instanceof VatHeap.News news) {
                        return news.heap() == heap ? onNewsWhileClosing(news, next) : Behaviors.same();
                    } else if (message instanceof Restart restart) {
                        self.awaitsNewHeap(restart.answer());
                    } else if (message instanceof Upgrade upgrade) {
                        upgrade.answer().failed(VatSelf.refused("it is between two starts; ask again when it runs"));
                    } else if (message instanceof End end) {
                        return closing(heap, () -> onMessageWhileDown(heap.runner(), end));
                    } else if (message == Stop.INSTANCE || message == Halt.INSTANCE) {
                        return closing(heap, () -> onMessageWhileDown(heap.runner(), message));
                    }
                    return Behaviors.same();
                },
                () -> VatSelf.end(heap.runner(), null));
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

    // Between two heaps

    /** Waits for the pause to end, or without one until it is asked to start. */
    Behavior<Command> between(VatHeap last, Optional<Duration> pause) {
        if (self.isNewHeapAwaited()) {
            return up.begin(null);
        }
        var token = new Object();
        var timer = pause.map(
                delay -> self.context().scheduleOnce(delay, self.context().getSelf(), new StartAgain(token)));
        return VatSelf.state(
                message -> {
                    if (message instanceof StartAgain again && again.token() == token) {
                        return up.begin(null);
                    }
                    if (!(message instanceof StartAgain) && !(message instanceof VatHeap.News)) {
                        timer.ifPresent(running -> running.cancel());
                        return onMessageWhileDown(last.runner(), message);
                    }
                    return Behaviors.same();
                },
                () -> VatSelf.end(last.runner(), null));
    }

    private Behavior<Command> onMessageWhileDown(VatRunner last, Command message) {
        if (message instanceof Restart restart) {
            self.awaitsNewHeap(restart.answer());
            return up.begin(null);
        }
        if (message instanceof Upgrade upgrade) {
            self.awaitsNewHeap(upgrade.answer());
            return up.begin(upgrade.code());
        }
        if (message instanceof End end) {
            VatSelf.end(last, end.reason());
            self.observer().endedByItself(end.reason());
        } else if (message == Stop.INSTANCE) {
            VatSelf.end(last, null);
        }
        return self.stopped();
    }
}
