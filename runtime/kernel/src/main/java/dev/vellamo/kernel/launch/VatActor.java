package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.run.VatRunner;
import dev.vellamo.protocol.capdata.Fault;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * One vat, from its first heap to its end. Its code does not run here but in the {@link VatRunner} of each heap, on a
 * thread that can be written off; this actor decides when. Its states with a heap that may run are in {@link VatUp}, those
 * in which one closes or none is there in {@link VatDown}.
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

    private VatActor() {}

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
        return Behaviors.setup(context -> new VatUp(new VatSelf(context, maker, subject, observer)).begin(null));
    }
}
