package dev.vellamo.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.kernel.KernelException.Code;
import dev.vellamo.placement.Placement;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.IoConfig;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.VatException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kernel services, as vats and embedders see them. */
class ServicesTest {

    @TempDir
    private Path directory;

    private Kernel kernel;

    @BeforeEach
    void start() {
        kernel = Kernels.start();
    }

    @AfterEach
    void close() {
        kernel.close();
    }

    /** A service. */
    public static final class Desk {
        private final CompletableFuture<String> later = new CompletableFuture<>();
        private final CountDownLatch open = new CountDownLatch(1);

        public String greet(String name) {
            return "hello " + name;
        }

        public CompletionStage<String> later() {
            return later;
        }

        public String block() throws InterruptedException {
            open.await();
            return "open";
        }

        public void fail() {
            throw new VatException("CLOSED_TODAY", "come back tomorrow");
        }

        public boolean isSame(Ref one, Ref other) {
            return one.equals(other);
        }

        public Ref giveBack(Ref ref) {
            return ref;
        }

        public CompletionStage<Object> ask(Ref ref) {
            return ref.send("add", 5);
        }

        public Ticket ticket() {
            return new Ticket();
        }
    }

    /** An object that the service gives out. */
    public static final class Ticket implements Remotable {
        public String show() {
            return "valid";
        }
    }

    private Ref launchWith(String... services) {
        var config = ClusterConfig.builder().bootstrap("main").vat("main", VatConfig.ofClass(Vats.Worker.class));
        for (var service : services) {
            config.service(service);
        }
        return kernel.launch(config.build()).join().vat("main");
    }

    @Test
    void answersVats() {
        kernel.services().register("desk", new Desk());

        assertThat(Answers.of(launchWith("desk").send("callService", "desk", "greet", "vat")))
                .isEqualTo("hello vat");
    }

    @Test
    @DisplayName("scenario 14: a name can be registered once, and again after it was unregistered")
    void refusesTheSameNameTwice() {
        kernel.services().register("desk", new Desk());

        assertThatThrownBy(() -> kernel.services().register("desk", new Desk()))
                .isInstanceOfSatisfying(
                        KernelException.class, e -> assertThat(e.code()).isEqualTo(Code.SERVICE_EXISTS))
                .hasMessageContaining("\"desk\" is already registered");
        kernel.services().unregister("desk");
        kernel.services().unregister("desk");
        kernel.services().unregister("never there");
        kernel.services().register("desk", new Desk());
        assertThat(kernel.services().names()).containsExactly("desk", "kernel");
    }

    @Test
    void rejectsCallsOfAnUnregisteredService() {
        kernel.services().register("desk", new Desk());
        var main = launchWith("desk");
        kernel.services().unregister("desk");

        var rejection = Answers.rejection(main.send("callService", "desk", "greet", "vat"));

        assertThat(rejection.is(ErrorCode.OBJECT_DELETED)).isTrue();
        assertThat(rejection).hasMessageContaining("service \"desk\"");
    }

    @Test
    @DisplayName(
            "scenario 15: a system-only service looks to others as if it did not exist; a system subcluster gets it")
    void hidesSystemOnlyServices() {
        kernel.services().register("hidden", new Desk(), ServiceOptions.DEFAULT.systemOnly());
        var withName = new String[] {"hidden", "nothing"};
        var texts = new String[2];
        for (int i = 0; i < 2; i++) {
            var config = ClusterConfig.builder()
                    .bootstrap("main")
                    .vat("main", VatConfig.ofClass(Vats.Worker.class))
                    .service(withName[i])
                    .build();
            var failure = Answers.launchFailure(kernel.launch(config));
            texts[i] = String.valueOf(failure.getMessage()).replace(withName[i], "NAME");
        }
        assertThat(texts[0]).isEqualTo(texts[1]);

        var system = ClusterConfig.builder()
                .bootstrap("main")
                .vat("main", VatConfig.ofClass(Vats.Worker.class))
                .service("desk")
                .build();
        try (var other = Kernels.start(KernelSettings.builder()
                .service("desk", new Desk(), ServiceOptions.DEFAULT.systemOnly())
                .systemSubcluster("console", Placement.placed(system))
                .build())) {
            var main = other.systemSubcluster("console").vat("main");
            assertThat(Answers.of(main.send("callService", "desk", "greet", "root")))
                    .isEqualTo("hello root");
            assertThatThrownBy(() -> other.systemSubcluster("x"))
                    .hasMessageContaining("system subcluster \"x\" not found");
        }
    }

    @Test
    @DisplayName("scenario 17: a service may take long or answer later, and other vats run meanwhile")
    void answersLater() {
        var desk = new Desk();
        kernel.services().register("desk", desk);
        var main = launchWith("desk");
        var blocked = main.send("callService", "desk", "block");
        var later = main.send("callService", "desk", "later");

        assertThat(Answers.of(main.send("name"))).isEqualTo("main");
        desk.later.complete("now");
        assertThat(Answers.of(later)).isEqualTo("now");
        desk.open.countDown();
        assertThat(Answers.of(blocked)).isEqualTo("open");
    }

    @Test
    void keepsTheErrorsOfAService() {
        kernel.services().register("desk", new Desk());
        var main = launchWith("desk");

        var thrown = Answers.rejection(main.send("callService", "desk", "fail"));
        var unknown = Answers.rejection(main.send("callService", "desk", "greed", "x"));
        var wrong = Answers.rejection(main.send("callService", "desk", "greet", 7));

        assertThat(thrown.code()).isEqualTo("CLOSED_TODAY");
        assertThat(unknown.is(ErrorCode.METHOD_NOT_FOUND)).isTrue();
        assertThat(unknown).hasMessageContaining("service \"desk\"").hasMessageContaining("greet");
        assertThat(wrong.is(ErrorCode.BAD_ARGUMENTS)).isTrue();
    }

    @Test
    @DisplayName("scenario 18: a service can hold refs of vats, call them and give them back; identity is kept")
    void keepsIdentity() {
        kernel.services().register("desk", new Desk());
        var main = launchWith("desk");
        var counter = Answers.of(main.send("counter").as(Ref.class));

        assertThat(Answers.of(main.send("callService", "desk", "isSame", counter, counter)))
                .isEqualTo(true);
        assertThat(Answers.of(
                        main.send("callService", "desk", "giveBack", counter).as(Ref.class)))
                .isEqualTo(counter);
        assertThat(Answers.of(main.send("callService", "desk", "ask", counter))).isEqualTo(5);
        var ticket = Answers.of(main.send("callService", "desk", "ticket").as(Ref.class));
        assertThat(Answers.of(main.send("callRef", ticket, "show"))).isEqualTo("valid");
    }

    @Test
    @DisplayName("scenario 19: no name reaches another subcluster's IO channel")
    void keepsChannelsApart() {
        var owner = ClusterConfig.builder()
                .bootstrap("main")
                .vat("main", VatConfig.ofClass(Vats.Worker.class))
                .io("repl", IoConfig.socket(directory.resolve("r.sock")))
                .build();
        kernel.launch(owner).join();

        for (var guess : new String[] {"repl", "s1.repl", "io.s1.repl"}) {
            var thief = ClusterConfig.builder()
                    .bootstrap("main")
                    .vat("main", VatConfig.ofClass(Vats.Worker.class))
                    .service(guess)
                    .build();
            assertThat(Answers.launchFailure(kernel.launch(thief)))
                    .hasMessageContaining("no registered kernel service \"" + guess + "\"");
        }
    }
}
