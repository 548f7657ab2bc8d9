package dev.vellamo.examples.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.examples.Checkout;
import dev.vellamo.examples.ShownCode;
import dev.vellamo.kernel.KernelEvent;
import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.KernelSettings;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the page about embedding says is so. */
class EmbeddingPageTest {

    private static final String PAGE = Checkout.read("runtime/docs/embedding.md");

    private static final String SOURCES = "runtime/examples/src/main/java/dev/vellamo/examples/embedding/";

    @Test
    void everyBlockIsCompiled() {
        var compiled = new LinkedHashMap<String, String>();
        for (var file : List.of("Embedding", "Prices", "Shop", "Ticker", "Visits")) {
            compiled.putAll(ShownCode.inSource(file, Checkout.read(SOURCES + file + ".java")));
        }

        assertThat(ShownCode.inPage(PAGE)).containsExactlyInAnyOrderEntriesOf(compiled);
        assertThat(PAGE.split("```java", -1)).hasSize(compiled.size() + 1);
    }

    @Test
    void theVersionsAreThoseOfThisCheckout() {
        var pom = Checkout.read("pom.xml");

        assertThat(PAGE)
                .contains(
                        "<version>" + first("<artifactId>vellamo</artifactId>\\s*<version>(.*?)</version>", pom) + "<")
                .contains("logback-classic:" + first("<logback.version>(.*?)<", pom) + "`");
    }

    private static String first(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }

    @Test
    void everySettingIsThere() {
        var settings = Stream.of(KernelSettings.Builder.class.getMethods())
                .filter(method -> method.getDeclaringClass() == KernelSettings.Builder.class)
                .map(Method::getName)
                .filter(name -> !name.equals("build"));

        assertThat(settings).isNotEmpty().allSatisfy(name -> assertThat(PAGE).contains("`" + name + "`"));
    }

    @Test
    void everyErrorIsThere() {
        assertThat(KernelException.Code.values())
                .allSatisfy(code -> assertThat(PAGE).contains("`" + code + "`"));
    }

    @Test
    void everyEventIsThere() {
        assertThat(KernelEvent.class.getPermittedSubclasses())
                .allSatisfy(event -> assertThat(PAGE).contains("`" + event.getSimpleName() + "`"))
                .allMatch(event -> Modifier.isPublic(event.getModifiers()));
    }
}
