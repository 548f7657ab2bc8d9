package dev.vellamo.kernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BaselineTest {

    @Test
    void seesAThreadComeAndGo() {
        var baseline = new Baseline().threads("seen-");
        var end = new CountDownLatch(1);
        var thread = new Thread(() -> await(end), "seen-1");
        thread.start();

        assertThat(baseline.moved()).containsExactly("thread seen-1");
        end.countDown();
        assertThat(baseline.remaining()).isEmpty();
    }

    @Test
    void seesADescriptorComeAndGo() throws IOException {
        var baseline = new Baseline().descriptors();
        var pipe = Pipe.open();

        assertThat(baseline.moved()).hasSize(2).allMatch(item -> item.startsWith("descriptor pipe:"));
        pipe.source().close();
        pipe.sink().close();
        assertThat(baseline.remaining()).isEmpty();
    }

    @Test
    void seesWhateverIsListed() {
        var registrations = new ArrayList<>(List.of("clock"));
        var baseline = new Baseline().count("registration", () -> registrations);
        registrations.add("clock");
        registrations.add("random");

        assertThat(baseline.moved()).containsExactly("registration clock", "registration random");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
