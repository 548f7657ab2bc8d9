package dev.vellamo.vat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import org.junit.jupiter.api.Test;

class VatExceptionTest {

    @Test
    void saysItsCodeBeforeTheMessage() {
        var cause = new IllegalStateException("no tea");

        assertThat(new VatException("SOLD_OUT", "no tea")).hasMessage("[SOLD_OUT] no tea");
        assertThat(new VatException(ErrorCode.VAT_RESTARTED, "restarted"))
                .hasToString("dev.vellamo.vat.VatException: [VAT_RESTARTED] restarted");
        assertThat(new VatException(ErrorCode.BAD_RESULT, "no text", cause))
                .hasMessage("[BAD_RESULT] no text")
                .hasCause(cause);
    }

    @Test
    void hasCodeAndMessageApart() {
        var exception = new VatException(new Fault("SOLD_OUT", "a.SoldOut", "no tea", null));

        assertThat(exception.fault().message()).isEqualTo("no tea");
        assertThat(exception.code()).isEqualTo("SOLD_OUT");
        assertThat(exception.originalType()).isEqualTo("a.SoldOut");
    }
}
