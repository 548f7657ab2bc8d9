package dev.vellamo.vat.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.StreamHandle;
import dev.vellamo.vat.VatException;
import dev.vellamo.vat.engine.Samples.Colour;
import dev.vellamo.vat.engine.Samples.Point;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MethodTableTest {

    private final ValueCodec codec = new ValueCodec();
    private final Binding binding = new Binding(codec, new TestSlots(), "vat \"main\"");

    private @Nullable Object call(Object target, String method, @Nullable Object... arguments) throws Throwable {
        var data = codec.encodeArguments(arguments, binding.slots());
        return MethodTable.of(target.getClass()).invoke(target, method, data, binding);
    }

    @Nested
    class RefusesAClass {

        static final class Ambiguous implements Remotable {
            public void put(String text) {}

            public void put(int number) {}
        }

        static final class TwoVarargs implements Remotable {
            public void put(String... texts) {}

            public void put(int first, int... numbers) {}
        }

        static final class TakesThread implements Remotable {
            public void run(Thread worker) {}
        }

        static final class TakesUnknown implements Remotable {
            public void use(List<Samples.Unknown> things) {}
        }

        record Inner(InputStream in) {}

        static final class TakesStreamInside implements Remotable {
            public void read(Map<String, Inner> sources) {}
        }

        interface GivesStream extends Remotable {
            Promise<Stream<String>> all();
        }

        static final class TakesTwoStreams implements Remotable {
            public void join(StreamHandle one, StreamHandle other) {}
        }

        static final class TakesStreamAndMore implements Remotable {
            public void tail(StreamHandle stream, String... names) {}
        }

        static final class AmbiguousButForTheStream implements Remotable {
            public void tail(StreamHandle stream, String name) {}

            public void tail(int number, StreamHandle stream) {}
        }

        static final class GivesHandle implements Remotable {
            public StreamHandle tail() {
                throw new UnsupportedOperationException();
            }
        }

        static final class TakesHandles implements Remotable {
            public void tail(List<StreamHandle> streams) {}
        }

        static final class TakesClass implements Remotable {
            public void make(Class<?> type) {}
        }

        @ParameterizedTest
        @ValueSource(
                classes = {
                    Ambiguous.class,
                    TwoVarargs.class,
                    TakesThread.class,
                    TakesUnknown.class,
                    TakesStreamInside.class,
                    GivesStream.class,
                    TakesTwoStreams.class,
                    TakesStreamAndMore.class,
                    AmbiguousButForTheStream.class,
                    GivesHandle.class,
                    TakesHandles.class,
                    TakesClass.class
                })
        void ofWhichAMethodCouldNotBeCalled(Class<?> type) {
            assertThatThrownBy(() -> MethodTable.of(type))
                    .isInstanceOfSatisfying(
                            VatException.class, e -> assertThat(e.code()).isEqualTo("NOT_PASSABLE"))
                    .hasMessageContaining(type.getName());
        }

        @Test
        void namingMethodAndParameter() {
            assertThatThrownBy(() -> MethodTable.of(TakesUnknown.class))
                    .hasMessageContainingAll("use", "\"things\"", "List<", "Unknown", "@JsonTypeInfo");
        }
    }

    interface Hello extends Remotable {
        String hello(Ref nobody);
    }

    abstract static class Base<T> implements Remotable {
        public String take(List<T> items) {
            return items.get(0).getClass().getSimpleName() + items;
        }
    }

    static final class Sample extends Base<Point> {
        public String one(String text) {
            return "one " + text;
        }

        public String one(String text, int number) {
            return "two " + text + number;
        }

        public String one(String text, int... numbers) {
            return "many " + text + numbers.length;
        }

        public String all(Colour colour, Optional<String> remark, Instant time, byte[] bytes) {
            return colour + " " + remark + " " + time + " " + bytes.length;
        }

        public long widen(long number) {
            return number;
        }

        public String points(Point... points) {
            return List.of(points).toString();
        }

        public void fails() throws Exception {
            throw new java.io.IOException("disk");
        }

        @Override
        public String toString() {
            return "sample";
        }

        String hidden() {
            return "hidden";
        }

        public static String shared() {
            return "static";
        }
    }

    @Nested
    class RefusesACall {

        private final Sample sample = new Sample();

        @Test
        void ofAMethodThatIsNotThere() {
            assertThatThrownBy(() -> call(sample, "wide", 1))
                    .isInstanceOfSatisfying(
                            VatException.class, e -> assertThat(e.code()).isEqualTo("METHOD_NOT_FOUND"))
                    .hasMessage("[METHOD_NOT_FOUND] no method \"wide\" in vat \"main\"; did you mean \"widen\"?");
            for (var name : List.of("toString", "hashCode", "getClass", "hidden", "shared", "notify")) {
                assertThatThrownBy(() -> call(sample, name)).hasMessageContaining("no method \"" + name + "\"");
            }
        }

        @Test
        void withTheWrongNumberOfArguments() {
            assertThatThrownBy(() -> call(sample, "widen"))
                    .isInstanceOfSatisfying(
                            VatException.class, e -> assertThat(e.code()).isEqualTo("BAD_ARGUMENTS"))
                    .hasMessage("[BAD_ARGUMENTS] method \"widen\" in vat \"main\" takes 1 argument, got 0");
            assertThatThrownBy(() -> call(sample, "one")).hasMessageContaining("takes 1 or 2 or 1 or more arguments");
        }

        @Test
        void withAnArgumentOfTheWrongType() {
            assertThatThrownBy(() -> call(sample, "one", "a", "b"))
                    .isInstanceOfSatisfying(
                            VatException.class, e -> assertThat(e.code()).isEqualTo("BAD_ARGUMENTS"))
                    .hasMessageContaining("argument 2 of method \"one\" in vat \"main\": expected int");
            assertThatThrownBy(() -> call(sample, "widen", (Object) null)).hasMessageContaining("expected long");
        }
    }

    @Nested
    class Calls {

        private final Sample sample = new Sample();

        @Test
        void byNumberOfArguments() throws Throwable {
            assertThat(call(sample, "one", "a")).isEqualTo("one a");
            assertThat(call(sample, "one", "a", 1)).isEqualTo("two a1");
            assertThat(call(sample, "one", "a", 1, 2)).isEqualTo("many a2");
            assertThat(call(sample, "points")).isEqualTo("[]");
            assertThat(call(sample, "points", new Point(1, 2))).isEqualTo("[Point[x=1, y=2]]");
        }

        @Test
        void withEveryKindOfArgument() throws Throwable {
            assertThat(call(sample, "all", "RED", "x", "1970-01-01T00:00:00Z", "AQI="))
                    .isEqualTo("RED Optional[x] 1970-01-01T00:00:00Z 2");
            assertThat(call(sample, "all", Colour.RED, Optional.empty(), Instant.EPOCH, new byte[2]))
                    .isEqualTo("RED Optional.empty 1970-01-01T00:00:00Z 2");
            assertThat(call(sample, "widen", 7)).isEqualTo(7L);
        }

        @Test
        void methodsOfAGenericParentWithTheTypesOfTheClass() throws Throwable {
            assertThat(call(sample, "take", List.of(Map.of("x", 1, "y", 2)))).isEqualTo("Point[Point[x=1, y=2]]");
        }

        @Test
        void andLetsWhatWasThrownThrough() {
            assertThatThrownBy(() -> call(sample, "fails"))
                    .isInstanceOf(java.io.IOException.class)
                    .hasMessage("disk");
        }

        @Test
        void objectsOfHiddenClasses() throws Throwable {
            Hello lambda = nobody -> "hello " + nobody;
            assertThat(call(lambda, "hello", new TestSlots.NamedRef("x"))).isEqualTo("hello NamedRef[name=x]");
        }
    }
}
