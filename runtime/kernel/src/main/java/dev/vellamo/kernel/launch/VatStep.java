package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.KernelEvent;
import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.guest.GuestPlace;
import dev.vellamo.kernel.guest.GuestRunner;
import dev.vellamo.kernel.run.LocalRunner;
import dev.vellamo.kernel.run.VatRunner;
import dev.vellamo.kernel.state.Entry;
import dev.vellamo.kernel.state.VatRecord;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.config.VatConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Props;
import org.jspecify.annotations.Nullable;

/** Starts one vat and holds it. */
final class VatStep implements Step, Held, VatActor.Observer {

    private final LaunchContext launch;
    private final VatRecord record;
    private final VatConfig config;
    private final @Nullable GuestPlace place;
    private final boolean isRestored;
    private final CompletableFuture<Held> acquired = new CompletableFuture<>();
    private final CompletableFuture<Done> tried = new CompletableFuture<>();
    private final CompletableFuture<String> stopped = new CompletableFuture<>();

    /** The vat may have started, or even ended, before whoever spawned its actor knows of it. */
    private final CompletableFuture<ActorRef<VatActor.Command>> spawned = new CompletableFuture<>();

    private VatStep(
            LaunchContext launch, VatRecord record, VatConfig config, @Nullable GuestPlace place, boolean isRestored) {
        this.launch = launch;
        this.record = record;
        this.config = config;
        this.place = place;
        this.isRestored = isRestored;
    }

    /**
     * A vat that is new and must start, or the launch fails.
     *
     * @param place the guest that it runs in, or {@code null} for the kernel's own JVM
     */
    static VatStep launching(LaunchContext launch, String vatName, VatConfig config, @Nullable GuestPlace place) {
        var id = "v" + launch.site().vatNumbers().incrementAndGet();
        var identity = new VatRecord.Identity(id, vatName, launch.parts().id());
        var record = launch.site().vats().records().apply(identity);
        launch.site().submit(new Entry.AddVat(record));
        return new VatStep(launch, record, config, place, false);
    }

    /** A vat of an earlier kernel. If it cannot start it is quarantined, so nobody waits for its start. */
    static VatStep restoring(LaunchContext launch, VatRecord record, VatConfig config, @Nullable GuestPlace place) {
        // All are known before the first of them starts, or that one's end would be the end of the last vat.
        launch.parts().vat(record.name(), record.id());
        return new VatStep(launch, record, config, place, true);
    }

    VatRecord record() {
        return record;
    }

    /** Completes when it was started, quarantined or ended. */
    CompletionStage<Done> tried() {
        return tried.minimalCompletionStage();
    }

    @Override
    public String name() {
        return "vat " + record.name();
    }

    @Override
    public CompletionStage<Held> acquire() {
        if (!isRestored) {
            launch.parts().vat(record.name(), record.id());
        }
        var settings = launch.site().settings();
        var life = new VatLife(Restarts.of(config.restart()), isRestored, settings.clock()::millis);
        var subject = new VatActor.Subject(
                record.code(),
                life,
                settings.vatStopTimeout(),
                settings.launchLimits().deadline());
        var behavior = VatActor.create(this::makeRunner, subject, this);
        launch.supervisor()
                .tell(new SubclusterActor.Spawn<>(behavior, "vat:" + record.id(), Props.empty(), this::onSpawned));
        return isRestored ? spawned.thenApply(actor -> this) : acquired.thenCombine(spawned, (held, actor) -> held);
    }

    private void onSpawned(ActorRef<VatActor.Command> actor) {
        launch.site().table().add(new VatHandle(record, actor));
        spawned.complete(actor);
    }

    private void ofActor(Consumer<ActorRef<VatActor.Command>> action) {
        spawned.minimalCompletionStage().thenAccept(action);
    }

    private VatRunner makeRunner(VatRunner.Owner owner, String code) {
        var subject = new VatRunner.Subject(record, config.deliveryTimeout());
        var site = launch.site();
        VatRunner made = place == null
                ? new LocalRunner(subject, LocalVat.loader(record, config, code, site.settings()), site.vats(), owner)
                : new GuestRunner(
                        subject,
                        place,
                        () -> site.guests().load(LocalVat.spec(record, config, code)),
                        site.vats(),
                        owner);
        launch.parts().vatStarting(record.name(), made);
        return made;
    }

    @Override
    public void cancel() {
        stop();
    }

    @Override
    public CompletionStage<?> release() {
        stop();
        return stopped;
    }

    private void stop() {
        if (!stopped.isDone()) {
            ofActor(actor -> actor.tell(launch.site().isHalted() ? VatActor.Halt.INSTANCE : VatActor.Stop.INSTANCE));
        }
    }

    // What the vat's actor tells

    @Override
    public void started() {
        var restarts = launch.parts().vatStarted(record.name());
        var subcluster = launch.parts().id();
        launch.event(
                restarts == 0
                        ? new KernelEvent.VatStarted(subcluster, record.name(), record.id())
                        : new KernelEvent.VatRestarted(subcluster, record.name(), record.id(), restarts));
        acquired.complete(this);
        tried.complete(Done.getInstance());
    }

    @Override
    public void failedToStart(Throwable reason) {
        launch.parts().vatEnded(record.name(), Causes.describe(reason));
        acquired.completeExceptionally(new KernelException(
                KernelException.Code.LAUNCH_FAILED,
                "vat " + record.label() + " failed to launch: " + Causes.describe(reason),
                reason,
                null));
    }

    @Override
    public void restarting(Fault reason, Duration pause) {
        launch.parts().vatRestarting(record.name(), reason.describe());
        launch.event(new KernelEvent.VatRestarting(
                launch.parts().id(), record.name(), record.id(), reason.code(), reason.describe(), pause));
    }

    @Override
    public void quarantined(Throwable reason, Optional<Duration> pause) {
        var text = Causes.describe(reason);
        launch.parts().vatQuarantined(record.name(), text);
        launch.event(new KernelEvent.VatQuarantined(launch.parts().id(), record.name(), record.id(), text, pause));
        tried.complete(Done.getInstance());
    }

    @Override
    public void endedByItself(Fault reason) {
        var wasLast = launch.parts().vatEnded(record.name(), reason.describe());
        launch.event(new KernelEvent.VatEnded(
                launch.parts().id(), record.name(), record.id(), reason.code(), reason.describe()));
        launch.supervisor().tell(new SubclusterActor.VatEnded(record.label(), reason.describe(), wasLast));
        tried.complete(Done.getInstance());
    }

    @Override
    public void writtenOff(String thread) {
        launch.parts().threadWrittenOff(record.name(), thread);
        launch.event(new KernelEvent.ThreadWrittenOff(launch.parts().id(), record.name(), thread));
    }

    @Override
    public void cameBack(String thread) {
        launch.parts().threadCameBack(record.name(), thread);
        launch.event(new KernelEvent.ThreadCameBack(launch.parts().id(), record.name(), thread));
    }

    @Override
    public void stopped() {
        launch.parts().vatEnded(record.name(), "terminated");
        ofActor(actor -> launch.site().table().removeVat(record.id()));
        stopped.complete(record.name());
    }
}
