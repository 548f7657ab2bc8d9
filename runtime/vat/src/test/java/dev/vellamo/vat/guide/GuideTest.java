package dev.vellamo.vat.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What README.md shows is code that compiles. */
class GuideTest {

    private static final Pattern SHOWN =
            Pattern.compile("<!-- guide: (\\w+) -->\\s*```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern COMPILED = Pattern.compile("// guide: (\\w+)\\n(.*?)\\n    // end", Pattern.DOTALL);

    private static Map<String, String> blocks(Pattern pattern, String file) throws IOException {
        var blocks = new LinkedHashMap<String, String>();
        var matcher = pattern.matcher(Files.readString(Path.of(file)));
        while (matcher.find()) {
            blocks.put(matcher.group(1), matcher.group(2).stripIndent().strip());
        }
        return blocks;
    }

    @Test
    void everyBlockIsCompiled() throws IOException {
        var shown = blocks(SHOWN, "README.md");
        assertThat(shown).isNotEmpty();
        assertThat(blocks(COMPILED, "src/test/java/dev/vellamo/vat/guide/GuideVats.java"))
                .isEqualTo(shown);
        assertThat(Files.readString(Path.of("README.md")).split("```java", -1)).hasSize(shown.size() + 1);
    }
}
