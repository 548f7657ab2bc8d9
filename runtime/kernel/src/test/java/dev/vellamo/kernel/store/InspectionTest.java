package dev.vellamo.kernel.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class InspectionTest {

    private static final StoreSize SIZE = new StoreSize(49_152, 4_120);

    private static String golden(String name) {
        try (var stream = Objects.requireNonNull(InspectionTest.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Nested
    class WithoutValues {

        private final Inspection inspection = Inspection.of(SampleStore.content(), SIZE);

        @Test
        void isATreeOfText() {
            assertThat(inspection.toText()).isEqualTo(golden("inspection.txt"));
        }

        @Test
        void isJson() throws IOException {
            assertThat(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(inspection.toJson())
                            + "\n")
                    .isEqualTo(golden("inspection.json"));
        }

        @Test
        void tellsNothingOfWhatVatsKeepSendAndAnswer() {
            var values = List.of("42", "started", "vat v4 has ended", "$$0");

            assertThat(values).allSatisfy(value -> {
                assertThat(inspection.toText()).doesNotContain(value);
                assertThat(inspection.toJson().toString()).doesNotContain(value);
            });
        }
    }

    @Test
    void showsValuesWhenAsked() {
        var inspection = Inspection.withValues(SampleStore.content(), SIZE);

        assertThat(inspection.toText())
                .contains("total, 2 B = 42")
                .contains("\"$$0\"")
                .contains("vat v4 has ended");
        assertThat(inspection
                        .toJson()
                        .at("/subclusters/0/vats/0/values/1/value")
                        .asInt())
                .isEqualTo(42);
    }

    @Test
    void showsAValueThatIsNotJsonAsText() {
        var row = SampleStore.vatValue("v1", "baggage.x", SampleStore.value("{oh"));
        var vat = new StoredRow.Vat("v1", "s7", "lost", 0, "");

        var inspection = Inspection.withValues(new StoreContent(List.of(row, vat)), SIZE);

        assertThat(inspection.toText()).contains("s7 ? (missing").contains("x, 3 B = \"{oh\"");
    }

    @Test
    void noTextOfOthersMovesTheCursorOrPassesTheWidth() {
        var row = SampleStore.vatValue("v1", "baggage.\u001b[31m\n" + "x".repeat(200), SampleStore.value("1"));
        var vat = new StoredRow.Vat("v1", "s7", "lost", 0, "");

        var text = Inspection.of(new StoreContent(List.of(row, vat)), SIZE).toText();

        assertThat(text).doesNotContain("\u001b");
        assertThat(text.lines())
                .hasSize(5)
                .allMatch(line -> line.length() <= InspectionTree.WIDTH)
                .last()
                .asString()
                .endsWith("x…");
    }

    @Test
    void anEmptyStoreIsOneLine() {
        assertThat(Inspection.of(StoreContent.EMPTY, new StoreSize(0, 0)).toText())
                .isEqualTo("kernel: incarnation 0, 0 B on disk, 0 B in the log\n");
    }
}
