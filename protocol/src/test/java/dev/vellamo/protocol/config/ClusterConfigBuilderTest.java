package dev.vellamo.protocol.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vellamo.protocol.config.GuestConfig.ProcessLimits;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ClusterConfigBuilderTest {
    private static final Path BASE = Path.of("/base");

    private static final class Main {}

    private record Greeting(String text, Duration pause) {}

    @Nested
    class WhatBreaksARule {
        @Test
        void isRefusedAllAtOnceWithPointersAndWithoutLines() {
            var builder = ClusterConfig.builder()
                    .bootstrap("mian")
                    .vat("main", VatConfig.ofClass("no class").deliveryTimeout(Duration.ofNanos(1)))
                    .io("c", IoConfig.socket(Path.of("/" + "x".repeat(120))));

            assertThatThrownBy(builder::build)
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("""
                            config /bootstrap: invalid bootstrap vat name "mian"; did you mean "main"?
                            config /vats/main/class: expected %s, found "no class"
                            config /vats/main/deliveryTimeout: expected a duration such as "500ms", "10s", "5m" or "1h", found "PT0.000000001S"
                            config /io/c/path: the path of a Unix socket has at most 107 bytes; this one has 121: /%s""".formatted(TextForm.CLASS_NAME.expected(), "x".repeat(120)));
        }

        @Test
        void isRefusedByAPartBuiltAlone() {
            var socket = IoConfig.console().bufferBytes(10);

            assertThatThrownBy(socket::build)
                    .hasMessage(
                            "config /bufferBytes: bufferBytes must be at least maxUnitBytes, but 10 is less than 1048576");
        }

        @Test
        void isRefusedIfANameComesTwice() {
            var builder = ClusterConfig.builder().vat("a", VatConfig.ofClass("A"));

            assertThatThrownBy(() -> builder.vat("a", VatConfig.ofClass("B")))
                    .hasMessage("config /vats/a: duplicate key \"a\"");
        }

        @Test
        void isRefusedHoweverLongADurationIs() {
            var vat = VatConfig.ofClass("A").deliveryTimeout(Duration.ofSeconds(Long.MAX_VALUE));

            assertThatThrownBy(vat::build)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("PT2562047788015215H");
        }
    }

    @Test
    void buildsWhatTheJsonSays() {
        var builder = ClusterConfig.builder()
                .name("whole")
                .durable(false)
                .bootstrap("main")
                .service("clock")
                .service("logger");
        addVats(builder);
        addChannels(builder);
        addGuests(builder);
        addAgents(builder);

        assertThat(builder.build()).isEqualTo(ClusterConfigParser.parse(GoodConfigs.WHOLE, "whole", BASE));
    }

    private static void addVats(ClusterConfig.Builder builder) {
        var numbers = Arrays.asList(1, 2.5, null, true, new BigInteger("12345678901234567890"));
        var powers = new Powers(true, false, false, Optional.empty(), Optional.empty());
        builder.vat(
                        "main",
                        VatConfig.ofSource(BASE.resolve("Main.java"))
                                .parameters(Map.of("greeting", "hello", "numbers", numbers))
                                .deliveryTimeout(Duration.ofMillis(500))
                                .restart(RestartPolicy.onFailure(5, Duration.ofMinutes(10)))
                                .powers(powers.withHttp("example.com").withFiles(BASE.resolve("data"))))
                .vat(
                        "worker",
                        VatConfig.ofJar(BASE.resolve("lib/worker.jar"), "com.example.Worker$Inner")
                                .placement("isolated"))
                .vat(
                        "plain",
                        VatConfig.ofClass("Plain")
                                .parameters(3)
                                .restart(RestartPolicy.onFailure(3, Duration.ofMinutes(1))));
    }

    private static void addChannels(ClusterConfig.Builder builder) {
        builder.io(
                        "repl",
                        IoConfig.socket(BASE.resolve("repl.sock"))
                                .direction(IoConfig.Direction.IN)
                                .unit(IoConfig.Unit.JSON)
                                .maxUnitBytes(100)
                                .bufferBytes(100)
                                .clients(IoConfig.Clients.MANY)
                                .mode(new SocketMode(0660))
                                .halfCloseTimeout(Duration.ofMinutes(1)))
                .io("tcp", IoConfig.listen("localhost:7000"))
                .io("up", IoConfig.network("[::1]:7001").unit(IoConfig.Unit.BYTES))
                .io(
                        "log",
                        IoConfig.file(Path.of("/var/log/x.log"))
                                .direction(IoConfig.Direction.OUT)
                                .unit(IoConfig.Unit.CHARS))
                .io("tty", IoConfig.console().unit(IoConfig.Unit.STRING).build());
    }

    private static void addGuests(ClusterConfig.Builder builder) {
        var limits = new ProcessLimits(
                Optional.of(MemorySize.ofMebibytes(512)), Optional.of(10), Optional.of(100), Optional.of(60));
        builder.guest(
                        "isolated",
                        GuestConfig.process()
                                .classPath(BASE.resolve("lib/a.jar"))
                                .env("A", "b")
                                .limits(limits)
                                .confinement(GuestConfig.Confinement.REQUIRED))
                .guest(
                        "node",
                        GuestConfig.process()
                                .command("node", "guest.js")
                                .directory(BASE.resolve("guest"))
                                .confinement(GuestConfig.Confinement.OFF)
                                .build())
                .guest(
                        "vm",
                        GuestConfig.vm(GuestConfig.Vmm.CLOUD_HYPERVISOR, BASE.resolve("vmlinux"))
                                .initrd(BASE.resolve("initrd.img"))
                                .memory(MemorySize.ofMebibytes(1024))
                                .vcpus(2)
                                .bootTimeout(Duration.ofSeconds(20))
                                .transport(GuestConfig.Transport.VIRTIO_SERIAL));
    }

    private static void addAgents(ClusterConfig.Builder builder) {
        builder.agent(
                        "helper",
                        AgentConfig.in("isolated", "node", "helper.js")
                                .service("result.json")
                                .messaging(true)
                                .idleTimeout(Duration.ofHours(1))
                                .env("KEY", ""))
                .agent("once", AgentConfig.in("vm", "true").build());
    }

    @Test
    void takesAClassOfTheHost() {
        var vat = VatConfig.ofClass(Main.class).build();

        assertThat(vat.code()).isEqualTo(new VatCode.ClassCode(Main.class.getName()));
    }

    @Test
    void takesAnyParametersThatJacksonBinds() {
        var vat = VatConfig.ofClass("A")
                .parameters(new Greeting("hello", Duration.ofSeconds(2)))
                .build();

        assertThat(vat.parameters())
                .isEqualTo(JsonNodeFactory.instance
                        .objectNode()
                        .put("text", "hello")
                        .put("pause", "PT2S"));
    }

    @Test
    void takesFinishedPartsToo() {
        var vat = VatConfig.ofJar(Path.of("/a.jar")).build();

        var config = ClusterConfig.builder().bootstrap("a").vat("a", vat).build();

        assertThat(config.vats()).containsExactly(Map.entry("a", vat));
        assertThat(config.services()).isEmpty();
    }
}
