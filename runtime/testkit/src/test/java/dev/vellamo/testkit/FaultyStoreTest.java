package dev.vellamo.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vellamo.kernel.store.Batch;
import dev.vellamo.kernel.store.MemoryDisk;
import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.kernel.store.StoreException.Code;
import dev.vellamo.kernel.store.StoredRow.Meta;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultyStoreTest {

    private final MemoryDisk disk = new MemoryDisk();
    private final FaultyStore store = new FaultyStore(disk.open());

    @AfterEach
    void close() {
        store.close();
    }

    private void write(long position) {
        store.write(new Batch(position, List.of(), List.of()));
    }

    private List<Long> positions() {
        return disk.content().of(Meta.class).stream().map(Meta::value).toList();
    }

    @Test
    void failsBeforeAWriteTakesEffect() {
        store.failingBefore(2).failingWith(Code.FULL);
        write(1);

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> write(2))
                .satisfies(e -> assertThat(e.code()).isEqualTo(Code.FULL))
                .withMessageContaining("nothing of it is written");
        assertThat(positions()).containsExactly(1L);
    }

    @Test
    void failsAfterAWriteTookEffect() {
        store.failingAfter(2);
        write(1);

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> write(2))
                .withMessageContaining("after all of it was written");
        assertThat(positions()).containsExactly(2L);
    }

    @Test
    void writesNothingAfterAFailure() {
        store.failingBefore(1);
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> write(1));

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> write(2))
                .withMessageContaining("failed before");
        assertThat(positions()).isEmpty();
    }

    @Test
    void showsEachBatchBeforeItIsWritten() {
        var seen = new ArrayList<String>();
        store.beforeEach(batch -> seen.add(batch.position() + " before, on disk " + positions()));

        write(1);
        write(2);

        assertThat(seen).containsExactly("1 before, on disk []", "2 before, on disk [1]");
    }
}
