package dev.vellamo.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vellamo.placement.LocalOnly;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.ConfigException;
import dev.vellamo.protocol.config.IoConfig;
import dev.vellamo.protocol.config.IoConfig.Direction;
import dev.vellamo.protocol.config.IoConfig.Unit;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.vat.IoChannel;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.VatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every type with every direction and every unit: each that can be configured does the same, whatever is at its other end. */
@Timeout(60)
@LocalOnly("The host calls the channels here, so no vat takes part.")
class IoCombinationsIT {

    @TempDir
    private Path directory;

    private static boolean isRefused(IoConfig.Type type, Direction direction, Unit unit) {
        return type == IoConfig.Type.FILE
                && (direction == Direction.INOUT || (direction == Direction.IN && unit == Unit.STRING));
    }

    private static Stream<Arguments> combinations(boolean areRefused) {
        return Stream.of(IoConfig.Type.values())
                .flatMap(type -> Stream.of(Direction.values())
                        .flatMap(direction -> Stream.of(Unit.values())
                                .filter(unit -> isRefused(type, direction, unit) == areRefused)
                                .map(unit -> arguments(type, direction, unit))));
    }

    static Stream<Arguments> possible() {
        return combinations(false);
    }

    static Stream<Arguments> refused() {
        return combinations(true);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void isRefusedWithItsPlace(IoConfig.Type type, Direction direction, Unit unit) {
        var channel = IoConfig.file(directory.resolve("f")).direction(direction).unit(unit);
        try {
            throw new AssertionError(type + ": " + channel.build());
        } catch (ConfigException refused) {
            assertThat(refused).hasMessageMatching("(?s).*/(direction|unit): a file .*");
        }
    }

    @ParameterizedTest
    @MethodSource("possible")
    void movesUnits(IoConfig.Type type, Direction direction, Unit unit) throws Exception {
        long before = descriptors();
        exchange(type, direction, unit);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (descriptors() > before) {
            assertThat(System.nanoTime())
                    .as("the sockets and files that are left")
                    .isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** Sockets, and files of the test. */
    private long descriptors() throws IOException {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(this::isOfChannel).count();
        }
    }

    private boolean isOfChannel(Path descriptor) {
        try {
            var target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("socket:") || target.startsWith(directory.toString());
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    private void exchange(IoConfig.Type type, Direction direction, Unit unit) throws Exception {
        try (var end = OtherEnd.of(type, directory)) {
            var settings = KernelSettings.builder().listener(end::onEvent);
            end.console().ifPresent(settings::console);
            try (var kernel = Kernels.start(settings.build())) {
                var channel = open(kernel, end.config().direction(direction).unit(unit));
                end.connect();
                if (direction != Direction.OUT) {
                    reads(channel, unit, end);
                }
                if (direction == Direction.IN) {
                    assertThat(Answers.rejection(channel.write(sent(unit))).is(ErrorCode.WRONG_DIRECTION))
                            .isTrue();
                } else {
                    writes(channel, direction, unit, end);
                }
            }
        }
    }

    private static IoChannel open(Kernel kernel, IoConfig.Builder channel) {
        var config = ClusterConfig.builder()
                .bootstrap("main")
                .vat("main", VatConfig.ofClass(Vats.Worker.class))
                .io("it", channel)
                .build();
        var main = kernel.launch(config).join().vat("main");
        return Answers.of(main.send("service", "it").as(Ref.class)).as(IoChannel.class);
    }

    /** Units in order; a string is there at the end of what was sent. */
    private static void reads(IoChannel channel, Unit unit, OtherEnd end) throws Exception {
        if (unit == Unit.STRING) {
            end.send("one\ntwo");
            end.finish();
            assertThat(Answers.of(channel.receive()).lines()).containsExactly("one\ntwo");
            return;
        }
        for (var text : new String[] {"\"one\"", "\"t\u00fc\""}) {
            end.send(text + "\n");
            var received = Answers.of(channel.receive());
            switch (unit) {
                case LINE -> assertThat(received.lines()).containsExactly(text);
                case JSON ->
                    assertThat(received.json())
                            .containsExactly(JsonNodeFactory.instance.textNode(text.replace("\"", "")));
                case CHARS -> assertThat(received.lines()).containsExactly(text + "\n");
                case BYTES ->
                    assertThat(received.bytes()).containsExactly((text + "\n").getBytes(StandardCharsets.UTF_8));
                case STRING -> throw new AssertionError();
            }
        }
    }

    private static void writes(IoChannel channel, Direction direction, Unit unit, OtherEnd end) throws Exception {
        if (direction == Direction.OUT) {
            assertThat(Answers.rejection(channel.receive()).is(ErrorCode.WRONG_DIRECTION))
                    .isTrue();
        }
        write(channel, sent(unit));
        write(channel, sent(unit));
        var once = unit == Unit.JSON ? "\"a\"\n" : "a\n";
        assertThat(end.received(once.length() * 2)).isEqualTo(once + once);
    }

    /** The client of a listener may be connected before the channel knows of it. */
    private static void write(IoChannel channel, Object unit) {
        boolean isWritten = false;
        while (!isWritten) {
            try {
                Answers.of(channel.write(unit));
                isWritten = true;
            } catch (CompletionException failed) {
                if (!(failed.getCause() instanceof VatException rejection) || !rejection.is(ErrorCode.NO_CLIENT)) {
                    throw failed;
                }
            }
        }
    }

    private static Object sent(Unit unit) {
        return switch (unit) {
            case LINE, JSON -> "a";
            case STRING, CHARS -> "a\n";
            case BYTES -> new byte[] {'a', '\n'};
        };
    }
}
