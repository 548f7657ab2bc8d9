package dev.vellamo.io.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.wire.Bytes;
import dev.vellamo.protocol.wire.Form;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MessageBatchTest {

    @Test
    void keepsTheOrderFormAndChargeOfEachMessage() {
        var batch = batch(new byte[100], 10);

        assertThat(batch.size()).isEqualTo(10);
        assertThat(batch.offset(9)).isEqualTo(9);
        assertThat(batch.form(9)).isEqualTo(Form.TEXT);
        assertThat(batch.charge(9)).isEqualTo(17);
        assertThat(batch.charge()).isEqualTo(170);
    }

    @Test
    void isCopiedWhenItHoldsMuchMoreThanItsMessages() {
        var array = new byte[64 << 10];
        array[3] = 42;

        var compacted = batch(array, 10).compacted();

        assertThat(compacted.array(3)).hasSize(10);
        assertThat(Bytes.of(compacted.array(3), compacted.offset(3), compacted.length(3)))
                .isEqualTo(Bytes.of(new byte[] {42}));
        assertThat(compacted.charge()).isEqualTo(170);
        assertThat(compacted.form(3)).isEqualTo(Form.TEXT);
    }

    @Test
    void staysItselfWhenItHoldsLittleMore() {
        var batch = batch(new byte[20], 10);

        assertThat(batch.compacted()).isSameAs(batch);
    }

    private static MessageBatch batch(byte[] array, int messages) {
        var batch = new MessageBatch();
        IntStream.range(0, messages).forEach(i -> {
            batch.add(Form.TEXT, array, i, 1);
            batch.cost(17);
        });
        return batch;
    }
}
