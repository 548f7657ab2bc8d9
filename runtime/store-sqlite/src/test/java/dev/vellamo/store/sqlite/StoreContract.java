package dev.vellamo.store.sqlite;

import static dev.vellamo.store.sqlite.Batches.puts;
import static dev.vellamo.store.sqlite.Batches.removals;
import static dev.vellamo.store.sqlite.Rows.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.kernel.store.Batch;
import dev.vellamo.kernel.store.Store;
import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.kernel.store.StoreException.Code;
import dev.vellamo.kernel.store.StoredRow.Message;
import dev.vellamo.kernel.store.StoredRow.Meta;
import dev.vellamo.kernel.store.StoredRow.Promise;
import dev.vellamo.kernel.store.StoredValue;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Passable;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every store does. */
abstract class StoreContract {

    private static final Passable NO_JSON = new Passable.Immutable(new Object() {
        @Override
        public String toString() {
            throw new IllegalStateException("has no text");
        }
    });

    /** Opens the one place of this test. */
    abstract Store open();

    private static List<Long> places(Store store) {
        return store.load().of(Message.class).stream()
                .map(Message::place)
                .sorted()
                .toList();
    }

    private static long position(Store store) {
        return store.load().of(Meta.class).stream()
                .filter(row -> row.name().equals(Meta.POSITION))
                .findAny()
                .orElseThrow()
                .value();
    }

    @Nested
    class AfterAWriteFailed {

        @Test
        void nothingOfTheBatchIsThere() {
            try (var store = open()) {
                store.write(puts(1, message(1, "a")));
                failWrite(store);
            }

            try (var again = open()) {
                assertThat(places(again)).containsExactly(1L);
                assertThat(position(again)).isEqualTo(1);
            }
        }

        @Test
        void nothingIsWrittenAnyMore() {
            try (var store = open()) {
                failWrite(store);

                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(() -> store.write(puts(3, message(3, "c"))))
                        .withMessageContaining("failed before")
                        .satisfies(e -> assertThat(e.code()).isEqualTo(Code.FAILED));
            }
        }

        private void failWrite(Store store) {
            var odd = new Message(2, false, "v1", "v1:o+0", "m", new StoredValue(NO_JSON, List.of()), 0, 0);
            var batch = new Batch(2, List.of(message(3, "c"), odd), List.of(Message.key(1)));
            assertThatThrownBy(() -> store.write(batch)).hasStackTraceContaining("has no text");
        }
    }

    @Nested
    class OnceClosed {

        @Test
        void refusesToWriteAndToRead() {
            var store = open();
            store.close();

            assertThatThrownBy(() -> store.write(puts(1))).hasMessageContaining("closed");
            assertThatThrownBy(store::load).hasMessageContaining("closed");
        }

        @Test
        void canBeClosedAgain() {
            var store = open();
            store.close();
            store.close();

            open().close();
        }
    }

    @Test
    @DisplayName("a second one is refused while the first is open, and not after")
    void secondIsRefused() {
        try (var first = open()) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(this::open)
                    .satisfies(e -> assertThat(e.code()).isEqualTo(Code.IN_USE));
            first.write(puts(1, message(1, "a")));
        }

        try (var later = open()) {
            assertThat(places(later)).containsExactly(1L);
        }
    }

    @Test
    void isEmptyAtFirst() {
        try (var store = open()) {
            assertThat(store.load().rows()).isEmpty();
        }
    }

    @Test
    void givesBackTheJsonOfAValue() {
        try (var store = open()) {
            store.write(puts(1, message(1, "$é\ud83d")));

            var body = store.load().of(Message.class).get(0).arguments().body();
            assertThat(body)
                    .isInstanceOf(Passable.Json.class)
                    .isEqualTo(message(1, "$é\ud83d").asJson().arguments().body());
        }
    }

    @Test
    void replacesARowByTheNewerOne() {
        try (var store = open()) {
            store.write(puts(1, message(1, "old")));
            store.write(puts(2, message(1, "new")));

            assertThat(store.load().of(Message.class))
                    .containsExactly(message(1, "new").asJson());
        }
    }

    @Test
    void removesWhatIsThereAndMindsNotWhatIsNot() {
        try (var store = open()) {
            store.write(puts(1, message(1, "a"), message(2, "b")));
            store.write(removals(2, Message.key(1), Message.key(7)));

            assertThat(places(store)).containsExactly(2L);
        }
    }

    @Test
    void keepsThePositionOfABatchWithoutChanges() {
        try (var store = open()) {
            store.write(puts(41));

            assertThat(position(store)).isEqualTo(41);
        }
    }

    @Test
    void keepsTheWholeOfABigBatch() {
        var rows = LongStream.rangeClosed(1, 30_000)
                .mapToObj(place -> message(place, "text of " + place))
                .toArray(Message[]::new);
        try (var store = open()) {
            store.write(puts(1, rows));
        }

        try (var again = open()) {
            assertThat(places(again)).hasSize(30_000).last().isEqualTo(30_000L);
        }
    }

    @Test
    void keepsAFaultWithALongChainOfCauses() {
        var fault = Rows.chain(Collections.nCopies(5_000, new Fault("CODE", null, "text", null)));
        try (var store = open()) {
            store.write(puts(1, new Promise(1, "", false, 0, null, fault)));

            var reason = store.load().of(Promise.class).get(0).reason();
            assertThat(chainLength(reason)).isEqualTo(5_000);
        }
    }

    private static int chainLength(@Nullable Fault fault) {
        var length = 0;
        for (var each = fault; each != null; each = each.cause()) {
            length++;
        }
        return length;
    }

    @Test
    void isTheSameAfterItWasCompacted() {
        try (var store = open()) {
            store.write(puts(1, message(1, "a"), message(2, "b")));
            store.write(removals(2, Message.key(1)));
            store.compact();
            store.write(puts(3, message(3, "c")));

            assertThat(places(store)).containsExactly(2L, 3L);
        }
    }
}
