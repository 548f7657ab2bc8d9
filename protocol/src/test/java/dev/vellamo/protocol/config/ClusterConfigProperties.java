package dev.vellamo.protocol.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ClusterConfigProperties {
    private static final Path BASE = Path.of("/base");

    /** What is inserted into valid configs to break them. */
    private static final List<String> DEBRIS = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ",",
            ":",
            "null",
            "-1",
            "1e400",
            "\\",
            "\\ud800",
            "\u0000",
            "\uD83D",
            "{\"a\":[",
            "true",
            "\"guests\":",
            "99999999999999999999",
            "\"on-failure\"",
            "//",
            "\"class\":\"X\",",
            "\n");

    @Property(tries = 3000)
    void aDamagedConfigIsReadOrRefusedAndNothingElse(
            @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 1_000_000) Integer> edits) {
        var text = GoodConfigs.WHOLE;
        for (int edit : edits) {
            text = damaged(text, edit);
        }

        try {
            var config = ClusterConfigParser.parse(text, "fuzz", BASE);
            assertThat(reread(config)).isEqualTo(config);
        } catch (ConfigException e) {
            assertThat(e.problems()).isNotEmpty().allSatisfy(problem -> {
                assertThat(problem.line()).isPositive();
                assertThat(problem.message()).isNotBlank();
            });
            assertThat(e).message().hasLineCount(e.problems().size());
        }
    }

    @Property(tries = 1000)
    void anyTextIsReadOrRefused(@ForAll String text) {
        try {
            ClusterConfigParser.parse(text, "fuzz", BASE);
        } catch (ConfigException e) {
            assertThat(e.code()).isEqualTo(ConfigException.Code.INVALID_CONFIG);
        }
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void readingWhatWasWrittenGivesTheSameConfig(@ForAll("configs") ClusterConfig config) {
        var text = ClusterConfigWriter.toJson(config);

        assertThat(reread(config)).isEqualTo(config);
        assertThat(ClusterConfigWriter.toJson(reread(config))).isEqualTo(text);
    }

    @Property
    void durationsKeepTheirLength(@ForAll @IntRange(min = 1, max = 86_400_000) int millis) {
        var vat = VatConfig.ofClass("A")
                .deliveryTimeout(Duration.ofMillis(millis))
                .build();

        assertThat(vat.deliveryTimeout()).isEqualTo(Duration.ofMillis(millis));
    }

    @Provide
    Arbitrary<ClusterConfig> configs() {
        return Combinators.combine(vats(), channels(), Arbitraries.of(true, false), names())
                .as((vat, channel, durable, name) -> ClusterConfig.builder()
                        .name("any text: \" \\ \u00e9 \uD83D\uDE00")
                        .durable(durable)
                        .bootstrap(name)
                        .vat(name, vat)
                        .io("io", channel)
                        .guest("guest", GuestConfig.process().build())
                        .agent("agent", AgentConfig.in("guest", "x"))
                        .build());
    }

    private static Arbitrary<String> names() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars('.', '_', '-')
                .ofMinLength(1)
                .ofMaxLength(63)
                .map(text -> "a" + text);
    }

    private static Arbitrary<VatConfig.Builder> vats() {
        var codes = Arbitraries.of(
                VatConfig.ofClass("a.B"),
                VatConfig.ofJar(BASE.resolve("x y.jar")),
                VatConfig.ofSource(BASE.resolve("y.java")));
        var parameters = Arbitraries.oneOf(
                Arbitraries.strings().filter(text -> text.chars().noneMatch(c -> Character.isSurrogate((char) c))),
                Arbitraries.doubles(),
                Arbitraries.bigIntegers(),
                Arbitraries.integers().list());
        var policies = Arbitraries.of(RestartPolicy.NEVER, RestartPolicy.onFailure(1, Duration.ofSeconds(90)));
        var powers = Arbitraries.of(
                Powers.DEFAULT, Powers.NONE, Powers.NONE.withHttp("a", "b"), Powers.DEFAULT.withFiles(BASE));
        return Combinators.combine(codes, parameters, policies, powers)
                .as((code, value, policy, granted) ->
                        code.parameters(value).restart(policy).powers(granted));
    }

    private static Arbitrary<IoConfig.Builder> channels() {
        return Combinators.combine(
                        Arbitraries.of(IoConfig.Type.values()),
                        Arbitraries.of(IoConfig.Unit.values()),
                        Arbitraries.of(IoConfig.Direction.values()),
                        Arbitraries.integers().between(1, 1 << 22))
                .as((type, unit, direction, max) -> channel(type)
                        .unit(unit)
                        .direction(type == IoConfig.Type.FILE ? IoConfig.Direction.OUT : direction)
                        .maxUnitBytes(max));
    }

    private static IoConfig.Builder channel(IoConfig.Type type) {
        return switch (type) {
            case SOCKET -> IoConfig.socket(BASE.resolve("s")).mode(new SocketMode(0666));
            case LISTEN -> IoConfig.listen("h:1").clients(IoConfig.Clients.MANY);
            case NETWORK -> IoConfig.network("[::1]:65535");
            case FILE -> IoConfig.file(BASE.resolve("f"));
            case CONSOLE -> IoConfig.console();
        };
    }

    private static String damaged(String text, int edit) {
        int at = edit % (text.length() + 1);
        int end = Math.min(text.length(), at + edit % 7);
        return text.substring(0, at) + DEBRIS.get(edit % DEBRIS.size()) + text.substring(end);
    }

    private static ClusterConfig reread(ClusterConfig config) {
        return ClusterConfigParser.parse(ClusterConfigWriter.toJson(config), "written", Path.of("/elsewhere"));
    }
}
