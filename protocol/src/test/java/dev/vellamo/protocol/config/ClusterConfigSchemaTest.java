package dev.vellamo.protocol.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClusterConfigSchemaTest {
    private static final Path FILE =
            Path.of("src/main/resources/dev/vellamo/protocol/config", ClusterConfigSchema.RESOURCE);
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(RecordSchema.generate());

    static Set<Map.Entry<String, String>> goodConfigs() {
        return GoodConfigs.all().entrySet();
    }

    static List<BadConfig> badConfigs() {
        return BadConfigs.all();
    }

    @Test
    void isWhatTheRecordsSay() throws IOException {
        var generated = RecordSchema.generate().toPrettyString() + "\n";
        if (Boolean.getBoolean("vellamo.schema.write")) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, generated);
        }

        assertThat(generated)
                .as("the records differ from the schema: run this test with -Dvellamo.schema.write=true")
                .isEqualTo(Files.readString(FILE));
    }

    @Test
    void isInTheJar() throws IOException {
        assertThat(ClusterConfigSchema.json()).isEqualTo(Files.readString(FILE));
    }

    @ParameterizedTest
    @MethodSource("goodConfigs")
    void acceptsWhatTheParserAccepts(Map.Entry<String, String> config) {
        assertThat(SCHEMA.validate(config.getValue(), InputFormat.JSON)).isEmpty();
        assertThat(ClusterConfigParser.parse(config.getValue(), config.getKey(), Path.of(""))
                        .vats())
                .isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("badConfigs")
    void refusesWhatTheParserRefusesWhereASchemaCanTell(BadConfig config) {
        assertThat(SCHEMA.validate(config.json(), InputFormat.JSON).isEmpty()).isEqualTo(!config.schemaTells());
    }

    @Test
    void describesEveryKey() {
        var undescribed = RecordSchema.generate().findParents("type").stream()
                .filter(schema -> schema.has("properties"))
                .flatMap(schema -> schema.get("properties").properties().stream())
                .filter(property -> !property.getValue().has("description")
                        && !property.getValue().has("const"))
                .map(Map.Entry::getKey);

        assertThat(undescribed).containsExactly("$schema");
    }
}
