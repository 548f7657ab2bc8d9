package dev.vellamo.protocol.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VatCodesTest {

    @Test
    void areReadAsTheyWereWritten() {
        for (var code : new VatCode[] {
            new VatCode.ClassCode("a.Main"),
            new VatCode.JarCode(Path.of("/opt/shop.jar"), Optional.of("a.Main")),
            new VatCode.JarCode(Path.of("/opt/shop.jar"), Optional.empty()),
            new VatCode.SourceCode(Path.of("/opt/Main.java"))
        }) {
            assertThat(VatCodes.fromJson(VatCodes.toJson(code))).isEqualTo(code);
        }
    }

    @Test
    void haveAbsolutePaths() {
        var written = VatCodes.toJson(new VatCode.JarCode(Path.of("shop.jar"), Optional.empty()));

        assertThat(VatCodes.fromJson(written))
                .isEqualTo(new VatCode.JarCode(Path.of("shop.jar").toAbsolutePath(), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "{\"class\": 1}", "{\"class\": \"a.A\", \"jar\": \"b.jar\"}"})
    void thatAreNoneAreRefused(String json) {
        assertThatThrownBy(() -> VatCodes.fromJson(json)).isInstanceOf(ConfigException.class);
    }
}
