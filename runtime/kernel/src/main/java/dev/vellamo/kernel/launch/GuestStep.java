package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.KernelEvent;
import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.KernelStatus.GuestState;
import dev.vellamo.kernel.guest.GuestActor;
import dev.vellamo.kernel.guest.GuestLink;
import dev.vellamo.kernel.guest.GuestPlace;
import dev.vellamo.kernel.host.GuestObject;
import dev.vellamo.kernel.state.KernelObject;
import dev.vellamo.kernel.store.StoredRef;
import dev.vellamo.protocol.config.GuestConfig.ProcessGuest;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.vm.process.StartedGuest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Props;

/** Starts one guest and holds it; vats enter it through this. */
final class GuestStep implements Step, Held, GuestPlace, GuestActor.Observer {

    private final LaunchContext launch;
    private final String guestName;
    private final ProcessGuest config;
    private final Collection<VatConfig> tenants;
    private final boolean isRestored;
    private final KernelObject object;
    private final CompletableFuture<ActorRef<GuestActor.Command>> spawned = new CompletableFuture<>();
    private final CompletableFuture<String> stopped = new CompletableFuture<>();
    private final List<String> problems = Collections.synchronizedList(new ArrayList<>());

    private GuestStep(
            LaunchContext launch,
            String guestName,
            ProcessGuest config,
            Collection<VatConfig> tenants,
            boolean isRestored) {
        this.launch = launch;
        this.guestName = guestName;
        this.config = config;
        this.tenants = tenants;
        this.isRestored = isRestored;
        var host = launch.site().host();
        this.object = host.object(
                new GuestObject(host, new StoredRef.Guest(launch.parts().id(), guestName), this));
    }

    String guestName() {
        return guestName;
    }

    /** What vats call. */
    KernelObject object() {
        return object;
    }

    /** A guest that must start, or the launch fails. */
    static GuestStep launching(
            LaunchContext launch, String guestName, ProcessGuest config, Collection<VatConfig> tenants) {
        return new GuestStep(launch, guestName, config, tenants, false);
    }

    /** A guest of a subcluster that comes back: it starts when the first of its vats does. */
    static GuestStep restoring(
            LaunchContext launch, String guestName, ProcessGuest config, Collection<VatConfig> tenants) {
        return new GuestStep(launch, guestName, config, tenants, true);
    }

    @Override
    public String name() {
        return "guest " + guestName;
    }

    @Override
    public CompletionStage<Held> acquire() {
        launch.parts().guest(guestName, GuestState.ABSENT);
        var guests = launch.site().guests();
        var behavior = GuestActor.create(
                new GuestActor.Identity(guestName, guests.incarnation()),
                () -> guests.launch(guestName, config, tenants),
                this);
        launch.supervisor()
                .tell(new SubclusterActor.Spawn<>(behavior, "guest:" + guestName, Props.empty(), spawned::complete));
        return isRestored ? spawned.thenApply(actor -> this) : entered();
    }

    /** Whether it starts or not, there is an actor that has to be stopped. */
    private CompletionStage<Held> entered() {
        var acquired = new CompletableFuture<Held>();
        enter().whenComplete((link, failure) -> {
            if (failure == null) {
                acquired.complete(this);
            } else {
                release().whenComplete((released, unreleased) -> acquired.completeExceptionally(failed(failure)));
            }
        });
        return acquired;
    }

    private static KernelException failed(Throwable failure) {
        return new KernelException(
                KernelException.Code.LAUNCH_FAILED,
                Causes.describe(failure) + "; it was to start with the subcluster",
                Causes.unwrap(failure),
                null);
    }

    @Override
    public CompletionStage<GuestLink> enter() {
        var entered = new CompletableFuture<GuestLink>();
        spawned.minimalCompletionStage().thenAccept(actor -> {
            actor.tell(new GuestActor.Enter(entered));
            if (stopped.isDone()) {
                entered.completeExceptionally(
                        new KernelException(KernelException.Code.STOPPED, "guest \"" + guestName + "\" has ended"));
            }
        });
        return entered;
    }

    @Override
    public void cancel() {
        stop();
    }

    @Override
    public CompletionStage<?> release() {
        stop();
        return stopped.thenApply(name -> {
            if (!problems.isEmpty()) {
                throw new IllegalStateException(String.join("; ", problems));
            }
            return name;
        });
    }

    private void stop() {
        spawned.minimalCompletionStage().thenAccept(actor -> actor.tell(GuestActor.Stop.INSTANCE));
    }

    // What the guest's actor tells

    @Override
    public void ready(StartedGuest process, int starts) {
        launch.parts()
                .guestReady(guestName, process.pid(), process.confinement().text());
        launch.event(new KernelEvent.GuestReady(
                launch.parts().id(),
                guestName,
                process.pid(),
                starts - 1,
                process.confinement().text()));
    }

    @Override
    public void died(String reason) {
        launch.parts().guestDied(guestName, reason);
        launch.event(new KernelEvent.GuestDied(launch.parts().id(), guestName, reason));
    }

    @Override
    public void notReleased(List<String> left) {
        problems.clear();
        problems.addAll(left);
    }

    @Override
    public void stopped() {
        launch.parts().guest(guestName, GuestState.ENDED);
        launch.site().host().delete(object);
        stopped.complete(guestName);
    }
}
