package dev.vellamo.vat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.vat.engine.Samples.Box;
import dev.vellamo.vat.engine.Samples.Colour;
import dev.vellamo.vat.engine.Samples.Line;
import dev.vellamo.vat.engine.Samples.Order;
import dev.vellamo.vat.engine.Samples.Point;
import dev.vellamo.vat.engine.Samples.Scalars;
import dev.vellamo.vat.engine.Samples.Tree;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** What arrives is the same whether a value took the short way or travelled as JSON. */
class ValueCodecProperties {

    private static final ValueCodec CODEC = new ValueCodec();
    private static final List<Class<?>> TARGETS = List.of(
            Object.class,
            String.class,
            int.class,
            Integer.class,
            long.class,
            Long.class,
            short.class,
            byte.class,
            double.class,
            Double.class,
            float.class,
            boolean.class,
            char.class,
            BigInteger.class,
            BigDecimal.class,
            Number.class,
            CharSequence.class,
            Instant.class,
            LocalTime.class,
            UUID.class,
            Colour.class,
            Point.class,
            Line.class,
            Scalars.class,
            Tree.class,
            Order.class,
            Box.class,
            List.class,
            Map.class,
            byte[].class,
            String[].class,
            Optional.class,
            com.fasterxml.jackson.databind.JsonNode.class);

    @Property(tries = 2000)
    void theShortWayEndsWhereJsonEnds(@ForAll("values") @Nullable Object value, @ForAll("targets") Class<?> target) {
        same(value, target);
    }

    @Property(tries = 2000)
    void aValueComesBackAsItself(@ForAll("typed") Object value) {
        var encoded = CODEC.encode(value, new TestSlots());
        assertThat(CODEC.decode(encoded, value.getClass(), new TestSlots())).isEqualTo(value);
        var json = CapData.of(PassableJson.of(encoded.body()));
        assertThat(CODEC.decode(json, value.getClass(), new TestSlots())).isEqualTo(value);
    }

    private static void same(@Nullable Object value, Type target) {
        var encoded = CODEC.encode(value, new TestSlots());
        var quick = outcome(encoded, target);
        var json = outcome(CapData.of(PassableJson.of(encoded.body())), target);
        assertThat(quick).as("%s as %s", value, target).isEqualTo(json);
        if (quick != null && json != null) {
            assertThat(quick.getClass()).isEqualTo(json.getClass());
        }
    }

    private static @Nullable Object outcome(CapData value, Type target) {
        try {
            var decoded = CODEC.decode(value, target, new TestSlots());
            return decoded instanceof byte[] bytes
                    ? new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1)
                    : decoded instanceof Object[] array
                            ? List.of(array.getClass(), new ArrayList<>(java.util.Arrays.asList(array)))
                            : decoded;
        } catch (dev.vellamo.vat.VatException e) {
            return "refused: " + e.code();
        }
    }

    @Provide
    Arbitrary<Class<?>> targets() {
        return Arbitraries.of(TARGETS);
    }

    @Provide
    Arbitrary<Object> values() {
        var leaf = Arbitraries.oneOf(scalars(), typed());
        var lists = leaf.injectNull(0.1).list().ofMaxSize(4).map(list -> (Object) list);
        var maps = Arbitraries.maps(Arbitraries.of("a", "$0", "$", ""), leaf)
                .ofMaxSize(3)
                .map(map -> (Object) new LinkedHashMap<>(map));
        var nested = Arbitraries.oneOf(leaf, lists, maps).list().ofMaxSize(3).map(list -> (Object) list);
        var boxes = Arbitraries.oneOf(leaf, lists).map(content -> (Object) new Box<>(content));
        var bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(20).map(array -> (Object) array);
        return Arbitraries.oneOf(leaf, lists, maps, nested, boxes, bytes).injectNull(0.05);
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(8),
                Arbitraries.of(
                        "$", "$$", "$0", "$1x", "", "null", "12", "true", "NaN", "\ud800", "a\udc00b", "1.5", "RED"));
    }

    private static Arbitrary<Object> scalars() {
        return Arbitraries.oneOf(
                texts().map(v -> (Object) v),
                Arbitraries.integers().map(v -> (Object) v),
                Arbitraries.longs().map(v -> (Object) v),
                Arbitraries.integers().map(v -> (Object) v.longValue()),
                Arbitraries.shorts().map(v -> (Object) v),
                Arbitraries.bytes().map(v -> (Object) v),
                doubles().map(v -> (Object) v),
                doubles().map(v -> (Object) v.floatValue()),
                Arbitraries.of(true, false).map(v -> (Object) v),
                Arbitraries.chars().map(v -> (Object) v),
                Arbitraries.of(Colour.values()).map(v -> (Object) v));
    }

    private static Arbitrary<Double> doubles() {
        return Arbitraries.oneOf(
                Arbitraries.doubles(),
                Arbitraries.of(
                        Double.NaN,
                        Double.NEGATIVE_INFINITY,
                        Double.POSITIVE_INFINITY,
                        -0.0,
                        Double.MIN_VALUE,
                        Double.MAX_VALUE,
                        1e20));
    }

    private static Arbitrary<Instant> instants() {
        return Combinators.combine(
                        Arbitraries.longs().between(-62_000_000_000L, 253_000_000_000L),
                        Arbitraries.integers().between(0, 999_999_999))
                .as((seconds, nanos) -> Instant.ofEpochSecond(seconds, nanos));
    }

    @Provide
    Arbitrary<Object> typed() {
        var points = Combinators.combine(Arbitraries.integers(), Arbitraries.integers())
                .as(Point::new);
        var lines = Combinators.combine(texts(), points, points, Arbitraries.of(Colour.values()))
                .as(Line::new);
        var records = Combinators.combine(
                        Combinators.combine(
                                        Arbitraries.of(true, false),
                                        Arbitraries.bytes(),
                                        Arbitraries.shorts(),
                                        Arbitraries.integers())
                                .as((flag, small, shorter, whole) -> List.<Object>of(flag, small, shorter, whole)),
                        Arbitraries.longs(),
                        doubles(),
                        Arbitraries.chars(),
                        texts().injectNull(0.2),
                        instants())
                .as((first, big, twice, letter, text, time) -> new Scalars(
                        (boolean) first.get(0),
                        (byte) first.get(1),
                        (short) first.get(2),
                        (int) first.get(3),
                        big,
                        twice.floatValue(),
                        twice,
                        letter,
                        text,
                        new UUID(big, big),
                        time,
                        LocalDate.ofInstant(time, ZoneOffset.UTC),
                        big % 2 == 0 ? null : Colour.GREEN));
        var trees = texts().list().ofMinSize(1).ofMaxSize(5).map(ValueCodecProperties::tree);
        var orders = Combinators.combine(
                        texts(), Arbitraries.bigDecimals(), texts().list().ofMaxSize(3), texts().injectNull(0.3))
                .as((item, price, notes, remark) ->
                        new Order(item, price, notes, Map.of("notes", notes.size()), Optional.ofNullable(remark)));
        return Arbitraries.oneOf(
                points.map(v -> (Object) v),
                lines.map(v -> (Object) v),
                records.map(v -> (Object) v),
                trees.map(v -> (Object) Objects.requireNonNull(v)),
                orders.map(v -> (Object) v),
                instants().map(v -> (Object) v),
                instants().map(v -> (Object) LocalDateTime.ofInstant(v, ZoneOffset.UTC)),
                instants().map(v -> (Object) LocalTime.ofInstant(v, ZoneOffset.UTC)),
                instants().map(v -> (Object) Duration.between(Instant.EPOCH, v)),
                Arbitraries.bigDecimals().map(v -> (Object) v),
                Arbitraries.bigIntegers().map(v -> (Object) v),
                Arbitraries.of(Integer.MIN_VALUE, Integer.MAX_VALUE).map(v -> (Object) v),
                Arbitraries.create(() -> new BigDecimal("1E+5")).map(v -> (Object) v),
                Arbitraries.create(Samples.Empty::new).map(v -> (Object) v));
    }

    private static @Nullable Tree tree(List<String> names) {
        return names.isEmpty() ? null : new Tree(names.get(0), tree(names.subList(1, names.size())), null);
    }

    @Property
    void noTextForgesAReference(@ForAll("typed") Object value) {
        var message = CODEC.encodeArguments(new Object[] {value, new TestSlots.NamedRef("secret")}, new TestSlots());
        var items = ((Passable.Sequence) message.body()).items();
        // A reference would point beyond the slots, of which there are none.
        CODEC.decode(CapData.of(PassableJson.of(items.get(0))), Object.class, new TestSlots());
    }
}
