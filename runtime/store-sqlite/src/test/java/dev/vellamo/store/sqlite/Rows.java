package dev.vellamo.store.sqlite;

import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.kernel.store.StoredValue;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/** Rows of every kind, with values of every form and text that no sane author would write. */
final class Rows {

    record Point(String name, int x) {}

    enum Colour {
        RED
    }

    private Rows() {}

    static StoredRow.Message message(long place, String text) {
        return new StoredRow.Message(
                place, false, "v1", "v1:o+0", "greet", new StoredValue(new Passable.Immutable(text), List.of()), 0, 0);
    }

    static Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars('a', 'é', '€', '$', '%', '"', '\\', '\'', '\0', '\n', ';', '\ud83d', '\ude00', '\udbff')
                .withChars('\udffe', '0')
                .ofMaxLength(6);
    }

    /** Few, so that rows meet others of the same key. */
    private static Arbitrary<String> ids() {
        return Arbitraries.of("v1", "v2", "", "\ud83d", "a'b");
    }

    private static Arbitrary<Long> numbers() {
        return Arbitraries.oneOf(Arbitraries.longs().between(0, 5), Arbitraries.of(Long.MAX_VALUE, Long.MIN_VALUE));
    }

    private static Arbitrary<Boolean> flags() {
        return Arbitraries.of(true, false);
    }

    static Arbitrary<Passable> bodies() {
        var simple = Arbitraries.<@Nullable Object>oneOf(
                texts().map(text -> text),
                numbers().map(number -> number),
                flags().map(flag -> flag),
                Arbitraries.of(
                        1.5,
                        Double.NaN,
                        1.5f,
                        new BigDecimal("1.10"),
                        BigInteger.TEN.pow(30),
                        Instant.EPOCH,
                        Colour.RED,
                        new Point("p", 1)));
        var leaves = Arbitraries.<Passable>oneOf(
                simple.map(Passable.Immutable::new),
                Arbitraries.of(
                        Passable.NULL,
                        new Passable.Reference(0),
                        new Passable.Bytes(new byte[] {0, 1, -1}),
                        new Passable.Json("{\"a\":[\"$0\"]}".getBytes(StandardCharsets.UTF_8))),
                simple.list().ofMaxSize(3).map(Passable.ImmutableItems::new));
        var lists = leaves.list().ofMaxSize(3).map(Passable.Sequence::new);
        var records = leaves.list().ofSize(2).map(parts -> new Passable.Structure(Point.class, parts));
        return Arbitraries.oneOf(leaves, lists, records);
    }

    private static Arbitrary<StoredValue> values() {
        return Combinators.combine(bodies(), texts().list().ofMaxSize(3)).as(StoredValue::new);
    }

    private static Arbitrary<List<Slot>> slots() {
        return Arbitraries.of(Slot.ROOT, Slot.durable(3), Slot.imported(4))
                .list()
                .ofMaxSize(3);
    }

    private static Arbitrary<Fault> faults() {
        var parts = Combinators.combine(texts(), texts().injectNull(0.3), texts())
                .as((code, type, message) -> new Fault(code, type, message, null));
        return parts.list().ofMinSize(1).ofMaxSize(3).map(Rows::chain);
    }

    static Fault chain(List<Fault> parts) {
        var fault = parts.get(0);
        for (var part : parts.subList(1, parts.size())) {
            fault = new Fault(part.code(), part.type(), part.message(), fault);
        }
        return fault;
    }

    static Arbitrary<StoredRow> rows() {
        return Arbitraries.oneOf(
                Combinators.combine(texts().filter(name -> !name.equals(StoredRow.Meta.POSITION)), numbers())
                        .as(StoredRow.Meta::new),
                Combinators.combine(ids(), texts(), flags(), flags(), flags(), texts(), values())
                        .as(StoredRow.Subcluster::new),
                Combinators.combine(ids(), ids(), texts(), numbers(), texts()).as(StoredRow.Vat::new),
                Combinators.combine(ids(), ids(), values(), slots()).as(StoredRow.VatValue::new),
                Combinators.combine(numbers(), flags(), ids(), texts(), texts(), values(), numbers(), attempts())
                        .as(StoredRow.Message::new),
                Combinators.combine(
                                numbers(),
                                ids(),
                                flags(),
                                numbers(),
                                values().injectNull(0.5),
                                faults().injectNull(0.5))
                        .as(StoredRow.Promise::new),
                Combinators.combine(ids(), numbers(), numbers(), numbers(), texts(), texts(), values())
                        .as(StoredRow.Timer::new),
                Combinators.combine(numbers(), texts(), texts(), values(), numbers())
                        .as(StoredRow.ServiceCall::new),
                Combinators.combine(ids(), ids(), ids(), texts(), numbers(), numbers())
                        .as(StoredRow.Outcome::new),
                Combinators.combine(ids(), flags(), attempts()).as(StoredRow.ObjectMark::new));
    }

    private static Arbitrary<Integer> attempts() {
        return Arbitraries.of(0, 1, Integer.MAX_VALUE);
    }
}
