package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.KernelEvent;
import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.run.RunningVat;
import dev.vellamo.kernel.run.VatRunner;
import dev.vellamo.kernel.state.Entry;
import dev.vellamo.kernel.state.KernelObject;
import dev.vellamo.kernel.state.VatRecord;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.config.VatConfig;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Props;
import org.jspecify.annotations.Nullable;

/** Starts one vat and holds it. */
final class VatStep implements Step, Held, VatActor.Observer {

    private final LaunchContext launch;
    private final String vatName;
    private final String id;
    private final VatRunner.Subject subject;
    private final RunningVat.Loader loader;
    private final Consumer<KernelObject> rootThere;
    private final CompletableFuture<Held> started = new CompletableFuture<>();
    private final CompletableFuture<String> stopped = new CompletableFuture<>();
    private @Nullable ActorRef<VatActor.Command> actor;
    private @Nullable VatRunner runner;

    /**
     * A vat that is not started yet.
     *
     * @param rootThere is given its root once it started
     */
    VatStep(LaunchContext launch, String vatName, VatConfig config, Consumer<KernelObject> rootThere) {
        this.launch = launch;
        this.vatName = vatName;
        this.id = "v" + launch.site().vatNumbers().incrementAndGet();
        var vats = launch.site().vats();
        var record = vats.records()
                .apply(new VatRecord.Identity(id, vatName, launch.parts().id()));
        vats.sequencer().submit(new Entry.AddVat(record));
        this.subject = new VatRunner.Subject(record, config.deliveryTimeout());
        this.loader = LocalVat.loader(vatName, id, config, launch.site().settings());
        this.rootThere = rootThere;
    }

    @Override
    public String name() {
        return "vat " + vatName;
    }

    @Override
    public CompletionStage<Held> acquire() {
        var behavior =
                VatActor.create(this::makeRunner, launch.site().settings().vatStopTimeout(), this);
        launch.supervisor().tell(new SubclusterActor.Spawn<>(behavior, "vat:" + id, Props.empty(), ref -> actor = ref));
        return started;
    }

    private VatRunner makeRunner(VatRunner.Owner owner) {
        var made = new VatRunner(subject, loader, launch.site().vats(), owner);
        runner = made;
        launch.parts().vatStarting(vatName, id, made);
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
        if (actor != null && !stopped.isDone()) {
            actor.tell(VatActor.Stop.INSTANCE);
        }
    }

    // What the vat's actor tells

    @Override
    public void started() {
        launch.parts().vatStarted(vatName);
        if (runner != null) {
            rootThere.accept(runner.vat().root());
        }
        launch.event(new KernelEvent.VatStarted(launch.parts().id(), vatName, id));
        started.complete(this);
    }

    @Override
    public void failedToStart(Throwable reason) {
        launch.parts().vatEnded(vatName, Causes.describe(reason));
        started.completeExceptionally(new KernelException(
                KernelException.Code.LAUNCH_FAILED,
                "vat " + id + " (" + vatName + ") failed to launch: " + Causes.describe(reason),
                reason,
                null));
    }

    @Override
    public void endedByItself(Fault reason) {
        var wasLast = launch.parts().vatEnded(vatName, reason.describe());
        launch.event(new KernelEvent.VatEnded(launch.parts().id(), vatName, id, reason.describe()));
        launch.supervisor().tell(new SubclusterActor.VatEnded(id + " (" + vatName + ")", reason.describe(), wasLast));
    }

    @Override
    public void writtenOff(String thread) {
        launch.parts().threadWrittenOff(vatName, thread);
        launch.event(new KernelEvent.ThreadWrittenOff(launch.parts().id(), vatName, thread));
    }

    @Override
    public void cameBack() {
        var thread = launch.parts().threadCameBack(vatName);
        launch.event(new KernelEvent.ThreadCameBack(launch.parts().id(), vatName, thread));
    }

    @Override
    public void stopped() {
        launch.parts().vatEnded(vatName, "terminated");
        stopped.complete(vatName);
    }
}
