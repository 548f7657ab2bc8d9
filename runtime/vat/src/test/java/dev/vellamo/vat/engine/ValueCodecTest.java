package dev.vellamo.vat.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.vat.IoSession;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Received;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.VatException;
import dev.vellamo.vat.engine.Samples.Bean;
import dev.vellamo.vat.engine.Samples.Box;
import dev.vellamo.vat.engine.Samples.Circle;
import dev.vellamo.vat.engine.Samples.Colour;
import dev.vellamo.vat.engine.Samples.Holder;
import dev.vellamo.vat.engine.Samples.Point;
import dev.vellamo.vat.engine.Samples.Shape;
import dev.vellamo.vat.engine.TestSlots.NamedRef;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ValueCodecTest {

    private final ValueCodec codec = new ValueCodec();
    private final TestSlots slots = new TestSlots();

    private JavaType type(String canonical) {
        return codec.mapper().getTypeFactory().constructFromCanonical(canonical);
    }

    private @Nullable Object roundTrip(@Nullable Object value, java.lang.reflect.Type type) {
        var encoded = codec.encode(value, slots);
        var viaJson = new CapData(PassableJson.of(encoded.body()), encoded.slots());
        var decoded = codec.decode(encoded, type, slots);
        assertThat(codec.decode(viaJson, type, slots)).isEqualTo(decoded);
        return decoded;
    }

    private static Passable json(String text) {
        return new Passable.Json(text.getBytes(StandardCharsets.UTF_8));
    }

    @Nested
    class Refuses {

        private void refusesOut(Object value, String... parts) {
            assertThatThrownBy(() -> codec.encode(value, slots))
                    .isInstanceOfSatisfying(
                            VatException.class, e -> assertThat(e.code()).isEqualTo("NOT_PASSABLE"))
                    .hasMessageContainingAll(parts);
        }

        private void refusesIn(String json, java.lang.reflect.Type type, String... parts) {
            assertThatThrownBy(() -> codec.decode(CapData.of(json(json)), type, slots))
                    .isInstanceOfSatisfying(
                            VatException.class, e -> assertThat(e.code()).isEqualTo("BAD_ARGUMENTS"))
                    .hasMessageContainingAll(parts);
        }

        record Broken(List<String> items) {
            @Override
            public List<String> items() {
                throw new IllegalStateException("no items");
            }
        }

        @Test
        void aRecordThatThrows() {
            refusesOut(new Broken(List.of()), "items", "no items");
            refusesOut(Map.of("a", new Broken(List.of())), "no items");
        }

        @Test
        void whatAReaderCannotTake() {
            refusesIn("[0, -1]", java.time.LocalTime.class, "expected java.time.LocalTime");
        }

        @Test
        void aListThatContainsItself() {
            var list = new ArrayList<Object>();
            list.add(list);
            refusesOut(list, "contain itself");
        }

        @Test
        void aMapThatContainsItselfNamingThePath() {
            var map = new HashMap<String, Object>();
            map.put("self", map);
            refusesOut(map, "/self/self");
        }

        @Test
        void whatIsNoValue() {
            refusesOut(Thread.currentThread(), "java.lang.Thread");
            refusesOut(Map.of("a", List.of(new Object())), "/a/0");
            refusesOut(List.of(new Object()), "java.lang.Object");
            refusesOut(new Box<>(String.class), "java.lang.Class");
            refusesOut((Runnable) () -> {}, "cannot leave");
        }

        @Test
        void aReferenceAsKeyOfAMap() {
            refusesOut(Map.of(new NamedRef("r"), 1), "key of a map");
        }

        @Test
        void aKeyThatNoReaderAccepts() {
            refusesOut(Map.of("\ud800", 1), "surrogate");
        }

        @Test
        void aSecretCoercion() {
            refusesIn("\"12\"", int.class, "expected int");
            refusesIn("1.5", int.class, "expected int");
            refusesIn("12", String.class, "expected String");
            refusesIn("null", int.class, "expected int");
            refusesIn("1", boolean.class, "expected boolean");
            refusesIn("3000000000", int.class, "expected int");
            refusesIn("0", Colour.class, "Colour");
            refusesIn("{\"x\":1,\"y\":2,\"z\":3}", Point.class, "z");
            refusesIn("{\"x\":1}", Point.class, "y");
        }

        @Test
        void aReferenceBeyondTheSlots() {
            refusesIn("\"$0\"", Object.class, "beyond the 0 slots");
            refusesIn("\"\\u00240\"", Object.class, "beyond the 0 slots");
            refusesIn("\"$x\"", Object.class, "not a reference");
        }

        @Test
        void textThatIsNotJson() {
            refusesIn("{", Object.class, "expected Object");
            refusesIn("[1] 2", Object.class, "expected Object");
            refusesIn("[".repeat(2000), Object.class, "depth");
        }

        @Test
        void aReferenceWhereAValueIsDeclared() {
            var encoded = codec.encode(List.of(new NamedRef("r")), slots);
            assertThatThrownBy(() -> codec.decode(encoded, type("java.util.List<java.lang.String>"), slots))
                    .isInstanceOf(VatException.class)
                    .hasMessageContaining("expected String, got a ref");
            var inMap = codec.encode(Map.of("a", new NamedRef("r")), slots);
            assertThatThrownBy(
                            () -> codec.decode(inMap, type("java.util.Map<java.lang.String,java.lang.String>"), slots))
                    .isInstanceOf(VatException.class);
        }

        @Test
        void aValueWhereAReferenceIsDeclared() {
            refusesIn("\"o-1\"", Ref.class, "Ref");
        }

        @Test
        void aValueLargerThanItsLimit() {
            refusesOut(new byte[ValueCodec.MAX_VALUE_BYTES + 1], "larger than");
            refusesOut(Map.of("a", new byte[ValueCodec.MAX_VALUE_BYTES]), "larger than");
        }
    }

    @Nested
    class Copies {

        @Test
        void aListSoThatNobodySharesIt() {
            var list = new ArrayList<>(List.of("a"));
            var encoded = codec.encode(list, slots);
            list.add("b");
            assertThat(codec.decode(encoded, List.class, slots))
                    .isEqualTo(List.of("a"))
                    .isInstanceOf(ArrayList.class)
                    .isNotSameAs(codec.decode(encoded, List.class, slots));
        }

        @Test
        void bytes() {
            var bytes = new byte[] {1, 2};
            var encoded = codec.encode(bytes, slots);
            bytes[0] = 9;
            var first = codec.decode(encoded, byte[].class, slots);
            assertThat(first).isEqualTo(new byte[] {1, 2});
            assertThat(codec.decode(encoded, byte[].class, slots)).isNotSameAs(first);
            assertThat(roundTrip(new byte[] {1, 2}, Object.class)).isEqualTo("AQI=");
        }

        @Test
        void beansAndMaps() {
            var bean = new Bean();
            bean.setName("$0");
            assertThat(codec.decode(codec.encode(bean, slots), Bean.class, slots))
                    .isInstanceOfSatisfying(
                            Bean.class, copy -> assertThat(copy.getName()).isEqualTo("$0"));
            assertThat(roundTrip(
                            Map.of(1, Colour.GREEN),
                            type("java.util.Map<java.lang.Integer," + Colour.class.getName() + ">")))
                    .isEqualTo(Map.of(1, Colour.GREEN));
        }

        @Test
        void immutableRecordsByIdentity() {
            var point = new Point(1, 2);
            assertThat(roundTrip(point, Point.class)).isEqualTo(point);
            assertThat(codec.decode(codec.encode(point, slots), Point.class, slots))
                    .isSameAs(point);
        }

        @Test
        void valuesOfATypeKnownByAnnotation() {
            assertThat(roundTrip(
                            new Box<>(new Circle(3)), type(Box.class.getName() + "<" + Shape.class.getName() + ">")))
                    .isEqualTo(new Box<>(new Circle(3)));
            assertThat(roundTrip(new Samples.Annotated(4), Samples.Annotated.class))
                    .isEqualTo(new Samples.Annotated(4));
            assertThat(roundTrip(Samples.Renamed.ONE, Object.class)).isEqualTo("first");
        }

        @Test
        void timesWithTheirZone() {
            var time = ZonedDateTime.parse("2026-01-02T03:04:05+01:00[Europe/Helsinki]".replace("+01:00", "+02:00"));
            assertThat(roundTrip(time, ZonedDateTime.class)).isEqualTo(time);
        }

        @Test
        void optionals() {
            assertThat(roundTrip(Optional.empty(), new Promise.TypeRef<Optional<String>>() {}.type()))
                    .isEqualTo(Optional.empty());
            assertThat(roundTrip(null, new Promise.TypeRef<Optional<String>>() {}.type()))
                    .isEqualTo(Optional.empty());
            assertThat(roundTrip(Optional.of(Instant.EPOCH), new Promise.TypeRef<Optional<Instant>>() {}.type()))
                    .isEqualTo(Optional.of(Instant.EPOCH));
        }

        @Test
        void numbersThatJsonReadersWouldRefuseNeitherWay() {
            var huge = BigInteger.TEN.pow(2_000);
            var encoded = codec.encode(huge, slots);
            assertThat(encoded.body()).isInstanceOf(Passable.Json.class);
            assertThatThrownBy(() -> codec.decode(encoded, BigInteger.class, slots))
                    .isInstanceOf(VatException.class);
        }

        @Test
        void aRecordAsAnotherOneOfTheSameComponents() {
            record Pair(long x, long y) {}
            assertThat(roundTrip(new Point(1, 2), Pair.class)).isEqualTo(new Pair(1, 2));
            assertThat(roundTrip(new Point(1, 1), Map.class)).isEqualTo(Map.of("x", 1, "y", 1));
        }

        @Test
        void itemsOfTheirDeclaredType() {
            assertThat(roundTrip(List.of(1, 2L), type("java.util.List<java.lang.Long>")))
                    .isEqualTo(List.of(1L, 2L));
            assertThat(roundTrip(List.of(Instant.EPOCH), Object.class)).isEqualTo(List.of("1970-01-01T00:00:00Z"));
            assertThat(roundTrip(new Box<>(5), type(Box.class.getName() + "<java.lang.Long>")))
                    .isEqualTo(new Box<>(5L));
        }
    }

    @Nested
    class Carries {

        private final NamedRef one = new NamedRef("one");
        private final NamedRef two = new NamedRef("two");

        @Test
        void refsWhereverTheyAre() {
            var holder = new Holder("$0", one, List.of(two, one), Map.of("$0", two));
            assertThat(roundTrip(holder, Holder.class)).isEqualTo(holder);
            var map = new LinkedHashMap<String, Object>();
            map.put("text", "$0");
            map.put("ref", two);
            map.put("deep", List.of(Map.of("more", one)));
            assertThat(roundTrip(map, Object.class)).isEqualTo(map);
            assertThat(roundTrip(Optional.of(one), type("java.util.Optional<" + Ref.class.getName() + ">")))
                    .isEqualTo(Optional.of(one));
        }

        @Test
        void aRemotableThatComesHome() {
            var object = new Remotable() {};
            assertThat(roundTrip(object, Object.class)).isSameAs(object);
            assertThat(roundTrip(object, Remotable.class)).isSameAs(object);
            assertThat(roundTrip(object, Ref.class)).isEqualTo(new NamedRef("to o+0"));
        }

        @Test
        void unitsOfAnIoSession() {
            var session = TypedView.of(IoSession.class, one);
            var tree = JsonNodeFactory.instance.objectNode().put("a", "$0");
            var json = (Received) roundTrip(new Received(session, List.of(tree), true, ""), Received.class);
            var lines = (Received) roundTrip(new Received(session, List.of("x", "$0"), false, ""), Received.class);
            assertThat(json).isNotNull().satisfies(received -> {
                assertThat(received.json()).containsExactly(tree);
                assertThat(received.session()).isEqualTo(session);
            });
            assertThat(lines)
                    .isNotNull()
                    .satisfies(received -> assertThat(received.lines()).containsExactly("x", "$0"));
        }

        interface Greeter {
            java.util.concurrent.CompletionStage<String> greet(String name);
        }

        record WithView(Greeter greeter) {}

        @Test
        void typedViewsAsTheirRefs() {
            var view = TypedView.of(Greeter.class, one);
            assertThat(roundTrip(view, Ref.class)).isEqualTo(one);
            assertThat(roundTrip(view, Greeter.class)).isEqualTo(view);
            assertThat(roundTrip(new WithView(view), WithView.class)).isEqualTo(new WithView(view));
            assertThat(roundTrip(
                            Map.of("v", view), type("java.util.Map<java.lang.String," + Greeter.class.getName() + ">")))
                    .isEqualTo(Map.of("v", view));
        }
    }

    @Test
    void argumentsArriveAsTextFromOutside() {
        var table = MethodTable.of(Adder.class);
        var call = CapData.of(json("[1, {\"x\":2,\"y\":3}, \"$$\"]"));
        assertThatCode(table, call).isEqualTo("$:6");
    }

    private org.assertj.core.api.ObjectAssert<Object> assertThatCode(MethodTable table, CapData call) {
        try {
            return assertThat(table.invoke(new Adder(), "add", call, new Binding(codec, slots, "test")));
        } catch (Throwable e) {
            throw new AssertionError(ErrorCode.BAD_ARGUMENTS + " " + e.getMessage(), e);
        }
    }

    static final class Adder implements Remotable {
        public String add(int number, Point point, String text) {
            return text + ":" + (number + point.x() + point.y());
        }
    }
}
