package dev.vellamo.guest;

import dev.vellamo.guest.frame.ToVat;
import dev.vellamo.guest.frame.VatFrames;
import dev.vellamo.io.link.LinkStream;
import dev.vellamo.io.link.MessageBatch;
import dev.vellamo.io.link.StreamReceiver;
import dev.vellamo.protocol.config.VatCode;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.protocol.wire.Invocation;
import dev.vellamo.protocol.wire.InvocationContext;
import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.WireFault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Measures cranks of a vat in a process guest, without a kernel: run {@code main}. */
final class GuestBench {

    private GuestBench() {}

    public static void main(String[] arguments) throws Exception {
        var directory = Files.createTempDirectory("guest-bench");
        var command = new ArrayList<>(GuestCommandLine.of(List.of()));
        command.remove("-XX:TieredStopAtLevel=1");
        var guest = GuestProcess.start(command, directory);
        try {
            measure(guest.kernel().awaitReady());
        } finally {
            guest.kill();
            Files.delete(Path.of(directory.toString()));
        }
    }

    private static void measure(KernelEnd kernel) throws Exception {
        for (var round = 0; round < 4; round++) {
            for (var inFlight : new int[] {1, 300}) {
                var load = new Load(inFlight, inFlight == 1 ? 20_000 : 500_000);
                load.stream =
                        kernel.link().open(Invocation.of(InvocationContext.of("vat", "run"), Payload.EMPTY), load);
                load.begin();
                load.done.await();
            }
        }
    }

    /** Keeps so many calls in flight until all are answered. */
    private static final class Load implements StreamReceiver {
        private final int inFlight;
        private final int calls;
        private final CountDownLatch done = new CountDownLatch(1);
        private @Nullable LinkStream stream;
        private long sent;
        private long answered = -2; // The load and the start are answered, too.
        private long startedNanos;

        Load(int inFlight, int calls) {
            this.inFlight = inFlight;
            this.calls = calls;
        }

        void begin() {
            var code = new VatCode.ClassCode(SampleVats.Plain.class.getName());
            send(new ToVat.Load(Heap.spec("bench", code), Optional.empty()));
            send(new ToVat.Start(VatState.EMPTY));
        }

        private void send(ToVat frame) {
            Objects.requireNonNull(stream).send(VatFrames.encode(frame));
        }

        @Override
        public void received(MessageBatch batch) {
            var assembly = VatFrames.fromVat();
            for (var i = 0; i < batch.size(); i++) {
                assembly.add(batch.array(i), batch.offset(i), batch.length(i));
            }
            answered += batch.size();
            if (answered == 0) {
                startedNanos = System.nanoTime();
            }
            var next = new ArrayList<Payload>();
            while (answered >= 0 && sent < calls && sent - answered < inFlight) {
                next.addAll(VatFrames.encode(Heap.message(++sent, "echo", "hello")));
            }
            var open = Objects.requireNonNull(stream);
            open.send(next);
            open.consumed(batch.charge());
            if (answered == calls) {
                report();
            }
        }

        private void report() {
            var nanos = System.nanoTime() - startedNanos;
            System.out.printf(
                    "%d in flight: %,d cranks/s, %.1f us each%n",
                    inFlight, calls * TimeUnit.SECONDS.toNanos(1) / nanos, nanos / 1e3 / calls);
            Objects.requireNonNull(stream).close();
            done.countDown();
        }

        @Override
        public void closed() {}

        @Override
        public void cancelled(String reason) {}

        @Override
        public void failed(WireFault fault) {
            System.out.println(fault);
            done.countDown();
        }

        @Override
        public void writable() {}
    }
}
