package dev.vellamo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.vellamo.protocol.config.ClusterConfigSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents show is what the code says. */
class DocumentsTest {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *// page:(\\S+)\\n(.*?)^ *// page:end");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)[^)]*\\)");

    static Stream<Path> configs() {
        return Checkout.files(".json").stream().filter(DocumentsTest::isConfig);
    }

    private static boolean isConfig(Path file) {
        return Checkout.text(file).contains("\"bootstrap\"") && !file.toString().endsWith("schema.json");
    }

    @ParameterizedTest
    @MethodSource("configs")
    void everyConfigIsValidByTheSchema(Path config) {
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(ClusterConfigSchema.json(), InputFormat.JSON);

        assertThat(schema.validate(Checkout.text(config), InputFormat.JSON)).isEmpty();
    }

    @Test
    void thePageOnEmbeddingShowsWhatIsCompiled() throws Exception {
        var page = Checkout.text(Checkout.ROOT.resolve("runtime/docs/embedding.md"));
        var sources = Checkout.EXAMPLES.resolve("src/main/java/dev/vellamo/examples/embedding");

        var blocks = new ArrayList<String>();
        try (var files = Files.list(sources)) {
            files.sorted().forEach(file -> blocks.addAll(blocks(Checkout.text(file))));
        }

        assertThat(blocks).hasSize(6).allSatisfy(block -> assertThat(page).contains("```java\n" + block + "\n```"));
    }

    private static List<String> blocks(String source) {
        return BLOCK.matcher(source)
                .results()
                .map(block -> block.group(2).stripTrailing().stripIndent())
                .toList();
    }

    @Test
    void everyLinkLeadsSomewhere() {
        for (var document : Checkout.files(".md")) {
            LINK.matcher(Checkout.text(document))
                    .results()
                    .map(link -> link.group(1))
                    .filter(target -> !target.contains("://"))
                    .forEach(
                            target -> assertThat(document.resolveSibling(target).normalize())
                                    .as("%s links to %s", document, target)
                                    .exists());
        }
    }

    @Test
    void theSchemaIsJson() throws Exception {
        assertThat(new ObjectMapper().readTree(ClusterConfigSchema.json()).isObject())
                .isTrue();
    }
}
