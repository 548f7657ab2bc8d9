package dev.vellamo.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.kernel.KernelException;
import dev.vellamo.placement.LocalOnly;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.vat.Promise.TypeRef;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Vats whose time passes when the test says so. */
@ExtendWith(KernelExtension.class)
@LocalOnly(TestKernelIT.VIRTUAL)
class VirtualTimeTest {

    /** A vat whose bootstrap never answers. */
    public static final class Silent implements Vat {
        @Override
        public Object root(VatContext vat) {
            return new Root();
        }

        public static final class Root implements Remotable {
            public CompletionStage<String> bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
                return new CompletableFuture<>();
            }
        }
    }

    @Test
    void refusesToPassInRealTime() {
        try (var kernel = TestKernel.builder().inRealTime().start()) {
            assertThatThrownBy(() -> kernel.timePasses(Duration.ofMillis(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("real time");
        }
    }

    @Test
    void givesUpALaunchAtItsDeadline(TestKernel kernel) {
        var config = ClusterConfig.builder()
                .bootstrap("main")
                .vat("main", VatConfig.ofClass(Silent.class))
                .build();
        var launch = kernel.kernel().launch(config);
        Eventually.holds(
                () -> "the vat has started", () -> kernel.events().toString().contains("VatStarted"));

        kernel.timePasses(Duration.ofHours(1));

        assertThat(Eventually.rejection(KernelException.class, launch.result()).code())
                .isEqualTo(KernelException.Code.LAUNCH_TIMED_OUT);
    }

    @Test
    void firesATimerAtItsMomentAndNotBefore(TestKernel kernel) {
        var reminder = kernel.launch(Reminder.class).vat("main");
        Eventually.answer(reminder.send("remind", "tea", Duration.ofHours(1)));

        kernel.timePasses(Duration.ofMinutes(60).minusNanos(1));
        assertThat(reminded(reminder)).isEmpty();

        kernel.timePasses(Duration.ofNanos(1));
        assertThat(reminded(reminder)).containsExactly("tea");
    }

    @Test
    void firesARepeatingTimerOnceForEachPeriod(TestKernel kernel) {
        var reminder = kernel.launch(Reminder.class).vat("main");

        kernel.timePasses(Duration.ofHours(2));

        assertThat(Eventually.answer(reminder.send("minutes").as(Integer.class)))
                .isEqualTo(120);
    }

    @Test
    void waitsForWhatWasSentBefore(TestKernel kernel) {
        var reminder = kernel.launch(Reminder.class).vat("main");
        reminder.sendOnly("remind", "milk", Duration.ofMinutes(2));
        reminder.sendOnly("remind", "bread", Duration.ofMinutes(1));

        kernel.timePasses(Duration.ofMinutes(2));

        assertThat(reminded(reminder)).containsExactly("bread", "milk");
    }

    @Test
    void showsVatsTheSameTime(TestKernel kernel) {
        var reminder = kernel.launch(Reminder.class).vat("main");
        var start = kernel.clock().instant();

        kernel.timePasses(Duration.ofDays(1));

        assertThat(Eventually.answer(reminder.send("time").as(Instant.class)))
                .isEqualTo(start.plus(Duration.ofDays(1)))
                .isEqualTo(kernel.clock().instant());
    }

    private static List<String> reminded(Ref reminder) {
        return Eventually.answer(reminder.send("reminded").as(new TypeRef<List<String>>() {}));
    }
}
