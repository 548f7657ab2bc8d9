package dev.vellamo.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.guest.frame.FromVat;
import dev.vellamo.guest.frame.ToVat;
import dev.vellamo.io.link.ChannelTransport;
import dev.vellamo.protocol.config.VatCode;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.vm.confinement.FileAccess;
import dev.vellamo.vm.confinement.FileGrant;
import dev.vellamo.vm.confinement.SystemFiles;
import dev.vellamo.vm.linux.ChildExit;
import dev.vellamo.vm.process.GuestNews;
import dev.vellamo.vm.process.GuestProtocol;
import dev.vellamo.vm.process.GuestSession;
import dev.vellamo.vm.process.GuestSpec;
import dev.vellamo.vm.process.GuestSupervisor;
import dev.vellamo.vm.process.StartedGuest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The guest program as a kernel runs it: confined, supervised, with nothing on its class path but what it needs. */
@EnabledOnOs(OS.LINUX)
class SupervisedGuestIT {

    private static final Duration PATIENCE = Duration.ofSeconds(KernelEnd.PATIENCE_S);

    @TempDir
    Path runtime = Path.of("");

    private final ActorTestKit kit = ActorTestKit.create("supervised-guest");

    @AfterEach
    void end() {
        kit.shutdownTestKit();
    }

    /** What this kernel and the guest agree on. */
    private static final class Protocol implements GuestProtocol, GuestSession {
        private final CompletableFuture<KernelEnd> kernel = new CompletableFuture<>();

        @Override
        public CompletionStage<GuestSession> handshake(StartedGuest guest) {
            try {
                var end = new KernelEnd(ChannelTransport.of(guest.link()));
                kernel.complete(end);
                return end.whenReady().thenApply(hello -> this);
            } catch (IOException e) {
                return CompletableFuture.failedStage(e);
            }
        }

        KernelEnd kernel() throws Exception {
            return kernel.get(KernelEnd.PATIENCE_S, TimeUnit.SECONDS);
        }

        @Override
        public void askToStop() {
            kernel.join().link().goAway("the kernel stops");
        }

        @Override
        public CompletionStage<Done> ended() {
            return kernel.join().link().released().thenApply(nothing -> Done.getInstance());
        }
    }

    private static GuestSpec spec() throws Exception {
        var grants = new ArrayList<>(SystemFiles.javaInstallation(GuestCommandLine.javaHome()));
        GuestCommandLine.classPath().forEach(path -> grants.add(new FileGrant(path, FileAccess.READ)));
        return GuestSpec.of("vats", GuestCommandLine.of(List.of()))
                .withIncarnation(KernelEnd.INCARNATION)
                .withRights(new GuestSpec.Rights(grants, false));
    }

    @Test
    void aConfinedGuestAnswersCompilesAndEndsInOrder() throws Exception {
        var protocol = new Protocol();
        var news = kit.<GuestNews>createTestProbe();
        var started = System.nanoTime();
        var supervisor = kit.spawn(GuestSupervisor.create(spec(), runtime, protocol, news.getRef()));
        news.expectMessageClass(GuestNews.Ready.class, PATIENCE);
        var ready = System.nanoTime();

        var code = new VatCode.ClassCode(SampleVats.Plain.class.getName());
        var heap = protocol.kernel().open();
        heap.load(Heap.spec("main", code), null);
        heap.send(new ToVat.Start(VatState.EMPTY)).call(1, "echo", "x");
        assertThat(heap.next()).isEqualTo(new FromVat.Loaded());
        heap.result(0);
        assertThat(heap.answer(1)).isEqualTo("\"x\"");
        System.out.printf(
                "[guest] from the start to ready %d ms, to the first answer %d ms%n",
                millis(ready - started), millis(System.nanoTime() - started));

        heap.stream().close();
        heap.awaitClosed();
        supervisor.tell(new GuestSupervisor.Stop());
        var ended = news.expectMessageClass(GuestNews.Ended.class, PATIENCE);
        assertThat(ended.failure()).isEmpty();
        assertThat(ended.exit()).contains(new ChildExit.Code(GuestProgram.IN_ORDER));
        assertThat(ended.notReleased()).isEmpty();
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
