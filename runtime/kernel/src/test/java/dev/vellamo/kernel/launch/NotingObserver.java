package dev.vellamo.kernel.launch;

import static dev.vellamo.kernel.run.Baseline.eventually;

import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.KernelStatus.Phase;
import dev.vellamo.kernel.RollbackReport;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What a subcluster's supervisor told. */
final class NotingObserver implements SubclusterActor.Observer {

    private final List<String> events = new CopyOnWriteArrayList<>();
    private volatile @Nullable KernelException reason;
    private volatile @Nullable RollbackReport report;

    /** {@code LAUNCHING}, {@code launched}, {@code rolled back}, {@code ended: why} and so on. */
    List<String> events() {
        return events;
    }

    boolean awaits(String event) {
        return eventually(() -> events.contains(event));
    }

    KernelException reason() {
        return Objects.requireNonNull(reason, "not rolled back");
    }

    RollbackReport report() {
        return Objects.requireNonNull(report, "not ended");
    }

    @Override
    public void phaseChanged(Phase phase) {
        events.add(phase.name());
    }

    @Override
    public void launched() {
        events.add("launched");
    }

    @Override
    public List<String> writtenOffThreads() {
        return List.of();
    }

    @Override
    public void rolledBack(KernelException why) {
        reason = why;
        report = why.rollback().orElseThrow();
        events.add("rolled back");
    }

    @Override
    public void ended(String why, RollbackReport released) {
        report = released;
        events.add("ended: " + why);
    }
}
