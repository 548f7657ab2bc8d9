package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.run.VatRunner;
import dev.vellamo.kernel.state.Entry;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.vat.VatException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * One vat, from loading to closing. Its code does not run here but in its {@link VatRunner}, on a thread that can be
 * written off; this actor decides when.
 *
 * <pre>
 *   starting --Started--> running --Ended (exit, fault, deadline)--+--> closing --Closed / written off--> stopped
 *      |                     +--Stop--> ending --Ended-------------+       |
 *      +--failed / Stop--> closing                                         +--stop timeout: its thread is written off
 * </pre>
 */
public final class VatActor {

    public sealed interface Command {}

    /** End the vat and release what it holds. May be said more than once. */
    public enum Stop implements Command {
        INSTANCE
    }

    private enum Started implements Command {
        INSTANCE
    }

    private record FailedToStart(Throwable reason) implements Command {}

    private record Ended(Fault reason) implements Command {}

    private enum Closed implements Command {
        INSTANCE
    }

    private enum WrittenOff implements Command {
        INSTANCE
    }

    private enum StopTimedOut implements Command {
        INSTANCE
    }

    /** What the vat's owner is told. Called on this actor's thread; returns at once. */
    public interface Observer {

        void started();

        void failedToStart(Throwable reason);

        /** It ended though nobody asked it to. */
        void endedByItself(Fault reason);

        /** Its thread was written off; it stays until {@link #cameBack}. Called on any thread, at most once. */
        void writtenOff(String thread);

        /** The code on its written-off thread returned. Called on that thread, maybe after {@link #stopped}. */
        void cameBack();

        /** Nothing of it is left, except for a written-off thread. Called once, last, unless its parent stops it. */
        void stopped();
    }

    /**
     * A vat that starts at once.
     *
     * @param makeRunner makes its runner, given whom to tell
     * @param stopTimeout how long a running delivery may go on once the vat is to end
     */
    public static Behavior<Command> create(
            Function<VatRunner.Owner, VatRunner> makeRunner, Duration stopTimeout, Observer observer) {
        return Behaviors.setup(context -> {
            var runner = makeRunner.apply(new Owner(context.getSelf(), observer));
            runner.start();
            return new VatActor(context, runner, stopTimeout, observer).starting();
        });
    }

    private record Owner(ActorRef<Command> self, Observer observer) implements VatRunner.Owner {
        @Override
        public void started() {
            self.tell(Started.INSTANCE);
        }

        @Override
        public void failedToStart(Throwable reason) {
            self.tell(new FailedToStart(reason));
        }

        @Override
        public void ended(Fault reason) {
            self.tell(new Ended(reason));
        }

        @Override
        public boolean startsAgainAfter(Fault reason) {
            return false;
        }

        @Override
        public void lost(Fault reason) {
            self.tell(new Ended(reason));
        }

        @Override
        public void closed() {
            self.tell(Closed.INSTANCE);
        }

        @Override
        public void writtenOff(String thread) {
            observer.writtenOff(thread);
            self.tell(WrittenOff.INSTANCE);
        }

        @Override
        public void cameBack() {
            observer.cameBack();
        }
    }

    private final ActorContext<Command> context;
    private final VatRunner runner;
    private final Duration stopTimeout;
    private final Observer observer;

    private VatActor(ActorContext<Command> context, VatRunner runner, Duration stopTimeout, Observer observer) {
        this.context = context;
        this.runner = runner;
        this.stopTimeout = stopTimeout;
        this.observer = observer;
    }

    private Behavior<Command> starting() {
        return open(message -> {
            if (message == Started.INSTANCE) {
                observer.started();
                return running();
            }
            if (message instanceof FailedToStart failed) {
                end();
                observer.failedToStart(failed.reason());
                return close();
            }
            if (message instanceof Ended ended) {
                observer.failedToStart(new VatException(ended.reason()));
                return close();
            }
            if (message == WrittenOff.INSTANCE) {
                return endingLost(reason -> observer.failedToStart(new VatException(reason)));
            }
            return message == Stop.INSTANCE ? stopWhileStarting() : Behaviors.unhandled();
        });
    }

    /**
     * Author's code that loads or starts is given up at once: the launch has waited long enough. Its thread is written off
     * before the launch hears of the failure, so that the report names it.
     */
    private Behavior<Command> stopWhileStarting() {
        end();
        runner.giveUp();
        observer.failedToStart(new VatException(ErrorCode.VAT_TERMINATED, "it was stopped while it started"));
        return ending();
    }

    private Behavior<Command> running() {
        return open(message -> {
            if (message instanceof Ended ended) {
                observer.endedByItself(ended.reason());
                return close();
            }
            if (message == WrittenOff.INSTANCE) {
                return endingLost(observer::endedByItself);
            }
            if (message == Stop.INSTANCE) {
                end();
                return ending();
            }
            return Behaviors.unhandled();
        });
    }

    /** Its thread was written off; the state will say that it ended, and why. */
    private Behavior<Command> endingLost(Consumer<Fault> tell) {
        return open(message -> {
            if (message instanceof Ended ended) {
                tell.accept(ended.reason());
                return stopped();
            }
            return Behaviors.same();
        });
    }

    private Behavior<Command> ending() {
        return open(message -> {
            if (message instanceof Ended) {
                return close();
            }
            return message == WrittenOff.INSTANCE ? stopped() : Behaviors.same();
        });
    }

    private Behavior<Command> close() {
        runner.close();
        var timeout = context.scheduleOnce(stopTimeout, context.getSelf(), StopTimedOut.INSTANCE);
        return state(message -> onMessageWhileClosing(message, timeout), this::end);
    }

    private Behavior<Command> onMessageWhileClosing(Command message, Cancellable timeout) {
        if (message == Closed.INSTANCE) {
            timeout.cancel();
            return stopped();
        }
        if (message == StopTimedOut.INSTANCE) {
            runner.giveUp();
            return Behaviors.same();
        }
        if (message == WrittenOff.INSTANCE) {
            timeout.cancel();
            return stopped();
        }
        return Behaviors.same();
    }

    private void end() {
        var vat = runner.vat();
        runner.submit(
                new Entry.EndVat(vat, Fault.of(ErrorCode.VAT_TERMINATED, "vat " + vat.label() + " was terminated")));
    }

    private Behavior<Command> stopped() {
        observer.stopped();
        return Behaviors.stopped();
    }

    /** Small on purpose: a built {@code Receive} for each of a hundred thousand vats would be most of their size. */
    private Behavior<Command> state(Function<Command, Behavior<Command>> onMessage, Runnable onPostStop) {
        return Behaviors.receive((ctx, message) -> onMessage.apply(message), (ctx, signal) -> {
            if (signal != PostStop.instance()) {
                return Behaviors.unhandled();
            }
            onPostStop.run();
            return Behaviors.same();
        });
    }

    /** A state in which the parent may stop this actor at any time: the vat must not outlive it. */
    private Behavior<Command> open(Function<Command, Behavior<Command>> onMessage) {
        return state(onMessage, () -> {
            end();
            runner.close();
        });
    }
}
