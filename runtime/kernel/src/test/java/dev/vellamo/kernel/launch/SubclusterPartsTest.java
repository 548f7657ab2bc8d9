package dev.vellamo.kernel.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.kernel.KernelStatus.ChannelState;
import dev.vellamo.kernel.KernelStatus.ChannelStatus;
import dev.vellamo.kernel.KernelStatus.Phase;
import dev.vellamo.kernel.KernelStatus.VatState;
import dev.vellamo.kernel.KernelStatus.VatStatus;
import dev.vellamo.kernel.run.FakeRunningVat;
import dev.vellamo.kernel.run.LocalRunner;
import dev.vellamo.kernel.run.Sequencer;
import dev.vellamo.kernel.run.VatPool;
import dev.vellamo.kernel.run.VatRunner;
import dev.vellamo.kernel.state.States;
import dev.vellamo.kernel.state.VatRecord;
import dev.vellamo.protocol.capdata.Fault;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SubclusterPartsTest {

    private final SubclusterParts parts = new SubclusterParts("s1", "demo");

    @Test
    void knowNoVatThatWasNotStarted() {
        assertThatThrownBy(() -> parts.vatStarted("bob"))
                .hasMessageContaining("\"bob\"")
                .hasMessageContaining("s1");
    }

    @Test
    void showAVatFromItsStartToItsEnd() {
        parts.vat("bob", "v1");
        parts.vatStarting("bob", idle());
        assertThat(status("bob", "v1").state()).isEqualTo(VatState.STARTING);
        parts.vatStarted("bob");
        assertThat(status("bob", "v1").state()).isEqualTo(VatState.RUNNING);

        parts.vatEnded("bob", "it exited");
        parts.vatEnded("bob", "again");

        assertThat(status("bob", "v1"))
                .isEqualTo(
                        new VatStatus("v1", "bob", VatState.ENDED, 0, 0, Optional.of("it exited"), Optional.empty()));
    }

    @Test
    void countTheHeapsOfAVatAndSayWhyItHasNone() {
        parts.vat("bob", "v1");
        parts.vatStarting("bob", idle());
        parts.vatStarted("bob");
        parts.vatRestarting("bob", "it failed");
        assertThat(status("bob", "v1").state()).isEqualTo(VatState.RESTARTING);
        assertThat(status("bob", "v1").reason()).contains("it failed");

        parts.vatStarting("bob", idle());
        parts.vatQuarantined("bob", "no code");
        assertThat(status("bob", "v1").state()).isEqualTo(VatState.QUARANTINED);
        assertThat(status("bob", "v1").restarts()).isZero();

        parts.vatStarting("bob", idle());
        parts.vatStarted("bob");
        assertThat(status("bob", "v1").state()).isEqualTo(VatState.RUNNING);
        assertThat(status("bob", "v1").restarts()).isEqualTo(1);
        assertThat(parts.vatEnded("bob", "exit")).isTrue();
    }

    @Test
    void sayWhichVatWasTheLast() {
        parts.vat("bob", "v1");
        parts.vatStarting("bob", idle());
        parts.vat("carol", "v2");
        parts.vatStarting("carol", idle());

        assertThat(parts.vatEnded("bob", "exit")).isFalse();
        assertThat(parts.vatEnded("bob", "exit")).isFalse();
        assertThat(parts.vatEnded("carol", "exit")).isTrue();
    }

    @Test
    void nameAThreadUntilItsCodeReturns() {
        parts.vat("bob", "v1");
        parts.vatStarting("bob", idle());
        parts.threadWrittenOff("bob", "pool-vat-7");
        assertThat(parts.writtenOffThreads()).containsExactly("pool-vat-7");
        assertThat(status("bob", "v1").writtenOffThread()).contains("pool-vat-7");

        parts.threadWrittenOff("bob", "pool-vat-9");
        assertThat(parts.writtenOffThreads()).containsExactly("pool-vat-7", "pool-vat-9");
        assertThat(status("bob", "v1").writtenOffThread()).contains("pool-vat-9");

        parts.threadCameBack("bob", "pool-vat-9");
        parts.threadCameBack("bob", "pool-vat-7");

        assertThat(parts.writtenOffThreads()).isEmpty();
        assertThat(status("bob", "v1").writtenOffThread()).isEmpty();
    }

    @Test
    void showChannelsAndThePhase() {
        parts.channel("repl", "/tmp/repl.sock", ChannelState.OPENING);
        parts.channel("repl", "/tmp/repl.sock", ChannelState.LISTENING);
        parts.phase(Phase.RUNNING);

        var status = parts.status();
        assertThat(status.phase()).isEqualTo(Phase.RUNNING);
        assertThat(status.name()).isEqualTo("demo");
        assertThat(status.channels())
                .containsExactly(new ChannelStatus("repl", "/tmp/repl.sock", ChannelState.LISTENING));
    }

    private VatStatus status(String name, String id) {
        return parts.status().vats().stream()
                .filter(vat -> vat.name().equals(name) && vat.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static VatRunner idle() {
        try (var pool = new VatPool("parts-under-test")) {
            var state = States.ephemeral();
            var sequencer = new Sequencer(state, pool, failure -> {});
            return new LocalRunner(
                    new VatRunner.Subject(
                            state.newVat(new VatRecord.Identity("v1", "bob", "s1")), Duration.ofSeconds(1)),
                    wake -> new FakeRunningVat(),
                    new VatRunner.VatSite(pool, sequencer, state::newVat, (delay, period, task) -> () -> {}),
                    new Unheard());
        }
    }

    private record Unheard() implements VatRunner.Owner {
        @Override
        public boolean startsAgainAfter(Fault reason) {
            return false;
        }

        @Override
        public void lost(Fault reason) {}

        @Override
        public void starting() {}

        @Override
        public void started() {}

        @Override
        public void failedToStart(Throwable reason) {}

        @Override
        public void ended(Fault reason) {}

        @Override
        public void closed() {}

        @Override
        public void writtenOff(String thread) {}

        @Override
        public void cameBack() {}
    }
}
