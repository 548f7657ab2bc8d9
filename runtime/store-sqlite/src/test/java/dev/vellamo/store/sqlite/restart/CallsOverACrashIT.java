package dev.vellamo.store.sqlite.restart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.CallId;
import dev.vellamo.kernel.Kernel;
import dev.vellamo.kernel.KernelSettings;
import dev.vellamo.kernel.ServiceOptions;
import dev.vellamo.kernel.Subcluster;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.testkit.Eventually;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Messages, calls and timers that are on their way when their kernel dies. */
class CallsOverACrashIT extends OnEveryStore {

    @Test
    @DisplayName("scenario 63: the queue goes on with the next message, and nothing is delivered twice")
    void theQueueGoesOn() {
        var kernel = starts();
        var bob = kernel.launch(shop().build()).join().vat("bob");
        assertThat(Eventually.answer(bob.send("add", "total"))).isEqualTo(1);
        var waiting = IntStream.range(0, 20)
                .mapToObj(i -> i == 0 ? bob.send("waitAndAdd", gate.path(), "total") : bob.send("add", "total"))
                .toList();
        gate.awaitsArrival();
        awaitsDisk(kernel);

        var after = startsAfterACrash().subcluster("shop");

        waiting.forEach(call -> assertRejected(ErrorCode.KERNEL_STOPPED, call));
        assertThat(asks(after, "bob", "add", "total")).isEqualTo(22);
        assertThat(asks(startsAfterACrash().subcluster("shop"), "bob", "add", "total"))
                .isEqualTo(23);
    }

    /** A service whose calls end when it is told to. */
    public static final class Desk {
        final List<Long> ids = new CopyOnWriteArrayList<>();
        final CompletableFuture<String> answer = new CompletableFuture<>();
        volatile int calls;

        public CompletionStage<String> pay() {
            ids.add(CallId.current());
            return look();
        }

        public synchronized CompletionStage<String> look() {
            calls++;
            return answer.minimalCompletionStage();
        }
    }

    @Nested
    class OfAService {

        private final Desk first = new Desk();
        private final Desk second = new Desk();

        /** Alice watches a call of the desk; the kernel dies while it runs. */
        private Subcluster crashesDuring(String method, ServiceOptions options) {
            var kernel = starts(settings -> settings.service("desk", first, options));
            var config = shop().service("desk").build();
            var before = kernel.launch(config).join();
            asks(before, "alice", "watchKept", "desk", method);
            Eventually.holds(() -> "a call", () -> first.calls == 1);
            awaitsDisk(kernel);
            return startsAfterACrash(settings -> settings.service("desk", second, options))
                    .subcluster("shop");
        }

        private void assertSettled(Subcluster after, String method, String expected) {
            Eventually.holds(() -> "settled", () -> Boolean.TRUE.equals(asks(after, "alice", "has", method)));
            assertThat(asks(after, "alice", "text", method)).isEqualTo(expected);
        }

        @Test
        void isMadeAgainWithTheSameIdIfItIsIdempotent() {
            var after = crashesDuring("pay", ServiceOptions.DEFAULT.idempotent());
            second.answer.complete("paid");

            assertSettled(after, "pay", "value paid");
            assertThat(second.calls).isEqualTo(1);
            assertThat(second.ids).isEqualTo(first.ids);
        }

        @Test
        void hasAnUnknownOutcomeIfNothingIsKnownOfIt() {
            var after = crashesDuring("look", ServiceOptions.DEFAULT);

            assertSettled(after, "look", "OUTCOME_UNKNOWN");
            assertThat(second.calls).isZero();
        }

        @Test
        void hasAnUnknownOutcomeIfItOnlyLooks() {
            var after = crashesDuring("look", ServiceOptions.DEFAULT.pure());

            assertSettled(after, "look", "OUTCOME_UNKNOWN");
            assertThat(second.calls).isZero();
        }

        @Test
        void reachesAServiceThatIsKept() {
            second.answer.complete("open");
            var after = crashesDuring("look", ServiceOptions.DEFAULT);

            assertThat(asks(after, "bob", "name")).isEqualTo("bob");
            assertThat(asks(after, "alice", "callKept", "desk", "look")).isEqualTo("open");
        }
    }

    @Nested
    class WithAKey {

        private CompletionStage<Object> calls(Kernel kernel, Object... arguments) {
            return kernel.caller("till").send("k1", kernel.subcluster("shop").vat("bob"), "add", arguments);
        }

        @Test
        void hasTheSameOutcomeAfterARestart() {
            var kernel = starts();
            kernel.launch(shop().build()).join();
            assertThat(Eventually.answer(calls(kernel, "total"))).isEqualTo(1);

            var again = startsAfterACrash();

            assertThat(Eventually.answer(calls(again, "total"))).isEqualTo(1);
            assertThat(asks(again.subcluster("shop"), "bob", "number", "total")).isEqualTo(1);
            assertRejected(ErrorCode.KEY_REUSED, calls(again, "other"));
        }

        @Test
        void hasItsEffectOnceIfItWasInTheQueue() {
            var kernel = starts();
            var bob = kernel.launch(shop().build()).join().vat("bob");
            bob.sendOnly("waitAndAdd", gate.path(), "total");
            gate.awaitsArrival();
            var lost = calls(kernel, "total");
            awaitsDisk(kernel);

            var again = startsAfterACrash();

            assertRejected(ErrorCode.KERNEL_STOPPED, lost);
            assertThat(Eventually.answer(calls(again, "total"))).isEqualTo(2);
            assertThat(asks(again.subcluster("shop"), "bob", "number", "total")).isEqualTo(2);
        }
    }

    @Nested
    class OfATimer {

        private final Instant noon = Instant.parse("2030-01-01T12:00:00Z");

        private KernelSettings.Builder at(KernelSettings.Builder settings, Duration afterNoon) {
            return settings.clock(Clock.fixed(noon.plus(afterNoon), ZoneOffset.UTC));
        }

        @Test
        void isMadeIfItWasDueWhileTheKernelWasDown() {
            var before = starts(settings -> at(settings, Duration.ZERO))
                    .launch(shop().build())
                    .join();
            asks(before, "bob", "addAfter", Duration.ofHours(1), "rings");

            var early = startsAfterACrash(settings -> at(settings, Duration.ofMinutes(59)))
                    .subcluster("shop");
            assertThat(asks(early, "bob", "number", "rings")).isEqualTo(0);

            var late = startsAfterACrash(settings -> at(settings, Duration.ofHours(3)))
                    .subcluster("shop");
            Eventually.holds(() -> "it rings", () -> Integer.valueOf(1).equals(asks(late, "bob", "number", "rings")));

            var again = startsAfterACrash(settings -> at(settings, Duration.ofHours(9)))
                    .subcluster("shop");
            assertThat(asks(again, "bob", "number", "rings")).isEqualTo(1);
        }
    }
}
