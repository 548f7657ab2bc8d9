package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.run.VatRunner;
import dev.vellamo.kernel.state.Entry;
import dev.vellamo.protocol.capdata.Fault;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** One heap of a vat: takes what its runner says to the vat's actor, which has one heap after the other. */
final class VatHeap implements VatRunner.Owner {

    /** What a heap's runner said. The actor drops what comes from a heap that it has given up. */
    sealed interface News extends VatActor.Command {
        VatHeap heap();
    }

    record Started(VatHeap heap) implements News {}

    record FailedToStart(VatHeap heap, Throwable reason) implements News {}

    /** The heap is lost, the vat lives; after {@code pause} it starts again. Empty: it was asked to, or it never began. */
    record Lost(VatHeap heap, Fault reason, Optional<Duration> pause) implements News {}

    record Ended(VatHeap heap, Fault reason) implements News {}

    record Closed(VatHeap heap) implements News {}

    record WrittenOff(VatHeap heap) implements News {}

    record LoadTimedOut(VatHeap heap) implements News {}

    record StopTimedOut(VatHeap heap) implements News {}

    private final ActorRef<VatActor.Command> self;
    private final VatActor.Observer observer;
    private final VatLife life;
    private final @Nullable String upgrade;
    private @Nullable VatRunner runner;
    private volatile boolean hasStarted;
    private volatile @Nullable String writtenOffThread;

    /** Of the last fault; used in the total order only. */
    private Optional<Duration> pause = Optional.empty();

    /**
     * A heap that does not exist yet.
     *
     * @param upgrade JSON of the code that the vat has from this start on, or {@code null} if that does not change
     */
    VatHeap(ActorRef<VatActor.Command> self, VatActor.Observer observer, VatLife life, @Nullable String upgrade) {
        this.self = self;
        this.observer = observer;
        this.life = life;
        this.upgrade = upgrade;
    }

    void begin(VatRunner made) {
        runner = made;
        made.start();
    }

    VatRunner runner() {
        return Objects.requireNonNull(runner, "a heap has a runner from its begin on");
    }

    /** Whether its resources stay until the code on its thread returns. */
    boolean isWrittenOff() {
        return writtenOffThread != null;
    }

    /** The code that the vat has from this heap on, or {@code null} if that did not change. */
    @Nullable
    String upgrade() {
        return upgrade;
    }

    @Override
    public void starting() {
        if (upgrade != null) {
            runner().submit(new Entry.ChangeCode(runner().vat(), upgrade));
        }
    }

    @Override
    public void started() {
        hasStarted = true;
        life.begun();
        self.tell(new Started(this));
    }

    @Override
    public void failedToStart(Throwable reason) {
        self.tell(new FailedToStart(this, reason));
    }

    @Override
    public boolean startsAgainAfter(Fault reason) {
        if (!hasStarted) {
            return life.hasBegun();
        }
        pause = life.failed();
        return pause.isPresent();
    }

    @Override
    public void lost(Fault reason) {
        self.tell(new Lost(this, reason, pause));
    }

    @Override
    public void ended(Fault reason) {
        self.tell(new Ended(this, reason));
    }

    @Override
    public void closed() {
        self.tell(new Closed(this));
    }

    @Override
    public void writtenOff(String thread) {
        writtenOffThread = thread;
        observer.writtenOff(thread);
        self.tell(new WrittenOff(this));
    }

    @Override
    public void cameBack() {
        observer.cameBack(Objects.requireNonNull(writtenOffThread, "only a written-off thread comes back"));
    }
}
