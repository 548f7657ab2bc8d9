package dev.vellamo.vat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.Settlement;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.protocol.crank.WriteSet;
import dev.vellamo.vat.Deferred;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Work that other threads finish comes back into the vat. */
class ForeignThreadTest {

    private static final Slot RESULT = Slot.kernelPromise(0);
    private static volatile CompletableFuture<String> outside = new CompletableFuture<>();
    private static volatile @Nullable Deferred<String> kept;
    private static volatile @Nullable Thread ranOn;
    private static volatile Runnable work = () -> {};
    private static final Executor ELSEWHERE = work -> {
        var thread = new Thread(work, "elsewhere");
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    };

    private final TestHost host = new TestHost();
    private final TestEngine engine = TestEngine.build(TestHost.spec("main", Sample.class), host);

    public static final class Sample implements Vat {
        @Override
        public Object root(VatContext vat) {
            return new Root(vat);
        }

        static final class Root implements Remotable {
            private final VatContext vat;

            Root(VatContext vat) {
                this.vat = vat;
            }

            public CompletionStage<String> returned() {
                return outside;
            }

            public CompletionStage<String> composed() {
                return start().thenCompose(ignored -> outside).thenApply(Root::here);
            }

            public CompletionStage<String> combined() {
                return start().thenCombine(outside, (left, right) -> here(left + right));
            }

            public CompletionStage<String> onExecutor() {
                return start().thenApplyAsync(
                                text -> text + Thread.currentThread().getName(), later -> work = later)
                        .thenApply(Root::here);
            }

            public CompletionStage<String> deferred() {
                Deferred<String> deferred = vat.deferred();
                kept = deferred;
                return deferred.promise().thenApply(Root::here);
            }

            private CompletionStage<String> start() {
                Deferred<String> deferred = vat.deferred();
                deferred.resolve("start ");
                return deferred.promise();
            }

            private static String here(String text) {
                ranOn = Thread.currentThread();
                return text;
            }
        }
    }

    private CrankResult call(String method) {
        outside = new CompletableFuture<>();
        if (engine.abortReason().isEmpty() && host.wakes.availablePermits() == 0) {
            engine.start(VatState.EMPTY);
        }
        var none = CapData.of(new Passable.ImmutableItems(List.of()));
        return engine.deliver(new Delivery.Message(Slot.ROOT, method, none, RESULT));
    }

    private void comesBack(Object expected) {
        assertThat(host.wakes.tryAcquire()).isTrue();
        var result = (CrankResult.Completed) engine.deliver(new Delivery.Wake());
        assertThat(result.writeSet().effects())
                .containsExactly(new Effect.Settle(
                        RESULT, new Settlement.Fulfilled(CapData.of(new Passable.Immutable(expected)))));
    }

    private static void elsewhere(Runnable work) {
        ELSEWHERE.execute(work);
    }

    @Test
    void aReturnedStageThatEndsElsewhereSettlesInAWake() {
        assertThat(call("returned")).isEqualTo(new CrankResult.Completed(WriteSet.EMPTY));
        elsewhere(() -> outside.complete("done"));
        comesBack("done");
    }

    @Test
    void dependentsOfAStageThatEndsElsewhereRunInTheVat() {
        call("composed");
        elsewhere(() -> outside.complete("done"));
        comesBack("done");
        assertThat(ranOn).isSameAs(Thread.currentThread());

        call("combined");
        elsewhere(() -> outside.complete("both"));
        comesBack("start both");
        assertThat(ranOn).isSameAs(Thread.currentThread());
    }

    @Test
    void workOnAnExecutorComesBackIntoTheVat() {
        call("onExecutor");
        elsewhere(work);
        comesBack("start elsewhere");
        assertThat(ranOn).isSameAs(Thread.currentThread());
    }

    @Test
    void aDeferredMayBeSettledElsewhere() {
        call("deferred");
        elsewhere(() -> {
            var deferred = kept;
            if (deferred != null) {
                deferred.resolve("late");
                deferred.resolve("too late");
            }
        });
        comesBack("late");
        assertThat(host.wakes.availablePermits()).isZero();
    }

    @Test
    void whatEndsAfterCloseIsDropped() {
        call("returned");
        engine.close();
        elsewhere(() -> outside.complete("done"));
        assertThat(host.wakes.availablePermits()).isZero();
        assertThat(engine.deliver(new Delivery.Wake())).isInstanceOf(CrankResult.Aborted.class);
    }
}
