package dev.vellamo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.vellamo.protocol.config.ClusterConfigParser;
import dev.vellamo.protocol.config.ClusterConfigSchema;
import dev.vellamo.protocol.config.UnsupportedParts;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every cluster config in a file of this checkout is valid, for the schema and for the parser. */
class ConfigsTest {

    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(ClusterConfigSchema.json());

    static Stream<Path> configs() {
        return Checkout.files(".json").stream()
                .filter(file -> Checkout.read(file).contains("\"bootstrap\""))
                .filter(file -> !file.toString().endsWith(".schema.json"));
    }

    @Test
    void theExamplesAreAmongThem() {
        assertThat(configs().map(file -> file.getFileName().toString()))
                .contains(
                        "echo.json", "chat.json", "pipeline.json", "failing.json", "isolated.json", "node-guest.json");
    }

    @ParameterizedTest
    @MethodSource("configs")
    void isValid(Path config) {
        assertThat(SCHEMA.validate(Checkout.read(config), InputFormat.JSON)).isEmpty();
        assertThat(UnsupportedParts.of(ClusterConfigParser.parse(config))).isEmpty();
    }
}
