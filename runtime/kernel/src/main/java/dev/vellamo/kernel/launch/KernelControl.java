package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.KernelException.Code;
import dev.vellamo.kernel.host.HostSide;
import dev.vellamo.kernel.state.Entry;
import dev.vellamo.kernel.state.KernelObject;
import dev.vellamo.kernel.state.KernelRef;
import dev.vellamo.kernel.state.Receipt;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.config.VatCode;
import dev.vellamo.protocol.config.VatCodes;
import dev.vellamo.vat.Ref;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.pekko.Done;

/**
 * What an embedder may ask of vats and references. Nothing waits: each stage completes, on the kernel's host threads, once
 * what was asked for is done and on disk. Any thread may use it.
 */
public final class KernelControl {

    private final LaunchSite site;
    private final HostSide host;
    private final Set<Asked<?>> open = ConcurrentHashMap.newKeySet();
    private volatile boolean hasEnded;

    public KernelControl(LaunchSite site) {
        this.site = site;
        this.host = site.host();
    }

    /** The kernel has ended: nothing that is asked for is done any more. */
    public void end() {
        hasEnded = true;
        open.forEach(asked -> asked.answer.completeExceptionally(stopped()));
    }

    // Vats

    /** Completes when a delivery that does nothing went through the vat's queue. */
    public CompletionStage<Done> ping(String vat) {
        return withVat(
                vat,
                (handle, asked) -> site.submit(new Entry.Ping(List.of(handle.record()), new Receipt() {
                    @Override
                    public void consumed() {
                        succeed(asked, Done.getInstance());
                    }

                    @Override
                    public void returned() {
                        var text = "vat " + handle.record().label() + " does not run; see its status";
                        fail(asked, new KernelException(Code.VAT_UNAVAILABLE, text));
                    }
                })));
    }

    public CompletionStage<Done> restart(String vat) {
        return withVat(vat, (handle, asked) -> handle.actor().tell(new VatActor.Restart(answer(asked))));
    }

    public CompletionStage<Done> upgrade(String vat, VatCode code) {
        var json = VatCodes.toJson(code);
        return withVat(vat, (handle, asked) -> handle.actor().tell(new VatActor.Upgrade(json, answer(asked))));
    }

    public CompletionStage<Done> terminate(String vat) {
        return withVat(vat, (handle, asked) -> {
            var text = "vat " + handle.record().label() + " was terminated";
            var reason = Fault.of(ErrorCode.VAT_TERMINATED, text);
            // At once and not only by its actor, so that the end has its place before whatever is asked for next.
            site.submit(new Entry.EndVat(handle.record(), reason));
            handle.actor().tell(new VatActor.End(reason));
            whenOnDisk(asked);
        });
    }

    private CompletionStage<Done> withVat(String id, BiConsumer<VatHandle, Asked<Done>> action) {
        var asked = this.<Done>ask();
        site.table()
                .vat(id)
                .ifPresentOrElse(
                        handle -> action.accept(handle, asked),
                        () -> fail(
                                asked,
                                new KernelException(
                                        Code.VAT_NOT_FOUND, "there is no vat \"" + id + "\"; it may have ended")));
        return asked.answer.minimalCompletionStage();
    }

    private VatActor.Answer answer(Asked<Done> asked) {
        return new VatActor.Answer() {
            @Override
            public void started() {
                succeed(asked, Done.getInstance());
            }

            @Override
            public void failed(Throwable reason) {
                fail(
                        asked,
                        reason instanceof KernelException known
                                ? known
                                : new KernelException(
                                        Code.VAT_UNAVAILABLE,
                                        "the vat could not start: " + Causes.describe(reason),
                                        reason,
                                        null));
            }
        };
    }

    // References

    public CompletionStage<Done> revoke(Ref ref) {
        return change(ref, Entry.Revoke::new);
    }

    public CompletionStage<Done> revoke(String text) {
        var asked = this.<Done>ask();
        find(text, asked, object -> {
            site.submit(new Entry.Revoke(object));
            whenOnDisk(asked);
        });
        return asked.answer.minimalCompletionStage();
    }

    public CompletionStage<Boolean> isRevoked(Ref ref) {
        var asked = this.<Boolean>ask();
        inOrder(ref, asked, object -> succeed(asked, object.isRevoked()));
        return asked.answer.minimalCompletionStage();
    }

    public CompletionStage<Boolean> isRevoked(String text) {
        var asked = this.<Boolean>ask();
        find(text, asked, object -> succeed(asked, object.isRevoked()));
        return asked.answer.minimalCompletionStage();
    }

    public CompletionStage<Done> pin(Ref ref) {
        return change(ref, Entry.Pin::new);
    }

    public CompletionStage<Done> unpin(Ref ref) {
        return change(ref, Entry.Unpin::new);
    }

    private CompletionStage<Done> change(Ref ref, Function<KernelObject, Entry> entry) {
        var asked = this.<Done>ask();
        inOrder(ref, asked, object -> {
            site.submit(entry.apply(object));
            whenOnDisk(asked);
        });
        return asked.answer.minimalCompletionStage();
    }

    /** Asks every heap what it holds no more, then collects what nobody reaches; completes when the vats have done so. */
    public CompletionStage<Done> collectGarbage() {
        host.giveBackLeases();
        var asked = this.<Done>ask();
        site.submit(new Entry.BringOutYourDead(List.of()));
        whenAllVatsDid(() -> {
            site.submit(new Entry.CollectGarbage());
            whenAllVatsDid(() -> whenOnDisk(asked));
        });
        return asked.answer.minimalCompletionStage();
    }

    /** Every vat has run what it was given until now, or will not. */
    private void whenAllVatsDid(Runnable then) {
        site.submit(new Entry.Look(state -> {
            var vats = List.copyOf(state.vats().values());
            if (vats.isEmpty()) {
                then.run();
            } else {
                site.submit(new Entry.Ping(vats, new Arrival(vats.size(), then)));
            }
        }));
    }

    /** Does something when so many have arrived. In the total order. */
    private static final class Arrival implements Receipt {
        private final Runnable then;
        private int awaited;

        Arrival(int awaited, Runnable then) {
            this.awaited = awaited;
            this.then = then;
        }

        @Override
        public void consumed() {
            awaited--;
            if (awaited == 0) {
                then.run();
            }
        }

        @Override
        public void returned() {
            consumed();
        }
    }

    /** What an action is to be done with, in the total order, if it is there and no promise. */
    private void inOrder(Ref ref, Asked<?> asked, Action action) {
        try {
            host.objectOf(ref)
                    .ifPresentOrElse(
                            object -> site.submit(new Entry.Look(state -> withObject(object, ref, asked, action))),
                            () -> fail(asked, new KernelException(Code.BAD_REFERENCE, notAnObject(ref))));
        } catch (RuntimeException e) {
            fail(asked, new KernelException(Code.BAD_REFERENCE, String.valueOf(e.getMessage()), e, null));
        }
    }

    private void find(String text, Asked<?> asked, Action action) {
        site.submit(new Entry.Find(
                text,
                found -> found.ifPresentOrElse(
                        ref -> withObject(ref, text, asked, action),
                        () -> fail(
                                asked,
                                new KernelException(Code.BAD_REFERENCE, "\"" + text + "\" designates nothing")))));
    }

    private void withObject(KernelRef ref, Object shown, Asked<?> asked, Action action) {
        if (!(ref instanceof KernelObject object)) {
            fail(asked, new KernelException(Code.BAD_REFERENCE, notAnObject(shown)));
        } else if (object.isDeleted()) {
            fail(asked, new KernelException(Code.BAD_REFERENCE, "what " + shown + " designated is gone"));
        } else {
            action.on(object);
        }
    }

    private static String notAnObject(Object shown) {
        return shown + " is a promise, and only objects can be revoked or pinned; use what it resolves to";
    }

    /** Something that is done with an object, in the total order. */
    private interface Action {
        void on(KernelObject object);
    }

    // Answers

    /** Something that was asked for and is not answered yet. */
    private static final class Asked<T> {
        private final CompletableFuture<T> answer = new CompletableFuture<>();
    }

    private <T> Asked<T> ask() {
        var asked = new Asked<T>();
        open.add(asked);
        if (hasEnded) {
            asked.answer.completeExceptionally(stopped());
        }
        return asked;
    }

    private void whenOnDisk(Asked<Done> asked) {
        site.submit(new Entry.Tell(() -> succeed(asked, Done.getInstance())));
    }

    private <T> void succeed(Asked<T> asked, T answer) {
        open.remove(asked);
        host.execute(() -> asked.answer.complete(answer));
    }

    private void fail(Asked<?> asked, KernelException reason) {
        open.remove(asked);
        host.execute(() -> asked.answer.completeExceptionally(reason));
    }

    private static KernelException stopped() {
        return new KernelException(Code.STOPPED, "the kernel ended before this was done; whether it was is not known");
    }
}
