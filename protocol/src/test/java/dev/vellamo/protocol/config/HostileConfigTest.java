package dev.vellamo.protocol.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Texts of at most 16 MiB that are made to cost more. */
@Timeout(30)
class HostileConfigTest {

    @Test
    void isRefusedBeforeItsDepthHurts() {
        var deep = GoodConfigs.vat("\"parameters\": " + "[".repeat(1_000_000));

        assertThat(refusalOf(deep)).hasMessageEndingWith("more than 100 objects and lists inside each other");
    }

    @Test
    void mayBeAsDeepAsTheLimit() {
        int inParameters = Limits.MAX_DEPTH - 3;
        var deep = GoodConfigs.vat("\"parameters\": " + "[".repeat(inParameters) + "]".repeat(inParameters));

        assertThat(ClusterConfigParser.parse(deep, "deep", Path.of("")).vats()).hasSize(1);
    }

    @Test
    void isRefusedBeforeItsValuesFillTheMemory() {
        var many = GoodConfigs.vat("\"parameters\": [" + "0,".repeat(Limits.MAX_VALUES) + "0]");

        assertThat(refusalOf(many)).hasMessageEndingWith("more than 500000 values; keep data in a file of its own");
    }

    @Test
    void isRefusedForANumberThatIsWorkToRead() {
        var refusal = refusalOf(GoodConfigs.vat("\"parameters\": " + "9".repeat(1_000_000)));

        assertThat(refusal)
                .hasMessageMatching("hostile:1:\\d+: not valid JSON: Number value length \\(\\d+\\) exceeds the maximum"
                        + " allowed \\(1000\\)");
    }

    @Test
    void isRefusedForAClassNameOfManyParts() {
        var name = "a.".repeat(1_000_000) + "1";
        var refusal = refusalOf("{\"bootstrap\": \"m\", \"vats\": {\"m\": {\"class\": \"" + name + "\"}}}");

        assertThat(refusal.problems()).hasSize(2);
    }

    @Test
    void isNotSearchedForWhatEachOfItsMistakesMeant() {
        var vats = names("vat", "{\"class\": \"A\", \"placement\": \"gest\"}");
        var guests = names("guest", "\"process\"");
        var text = "{\"bootstrap\": \"vat0\", \"vats\": {" + vats + "}, \"guests\": {" + guests + "}}";

        assertThat(refusalOf(text).problems()).hasSize(101);
    }

    @Test
    void isRefusedForAKeyThatEveryPointerWouldRepeat() {
        var refusal = refusalOf("{\"" + "k".repeat(10_000_000) + "\": 1}");

        assertThat(refusal).hasMessageEndingWith(") exceeds the maximum allowed (4096)");
    }

    @Test
    void cannotMakeMessagesLong() {
        var key = "k".repeat(Limits.MAX_KEY_CHARS);
        var value = "v".repeat(5_000_000);
        var refusal = refusalOf("{\"" + key + "\": 1, \"bootstrap\": \"" + value + "\", \"io\": {\"" + key
                + "\": {\"type\": \"socket\", \"path\": \"" + value + "\"}}, \"vats\": {\"" + key + "\": {}}}");

        assertThat(refusal.problems()).hasSize(6);
        assertThat(refusal).message().hasSizeLessThan(3000);
    }

    private static String names(String prefix, String value) {
        return IntStream.range(0, 50_000)
                .mapToObj(i -> "\"" + prefix + i + "\": " + value)
                .collect(Collectors.joining(","));
    }

    private static ConfigException refusalOf(String json) {
        return catchThrowableOfType(
                ConfigException.class, () -> ClusterConfigParser.parse(json, "hostile", Path.of("/base")));
    }
}
