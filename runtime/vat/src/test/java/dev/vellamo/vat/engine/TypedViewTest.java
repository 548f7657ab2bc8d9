package dev.vellamo.vat.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.vat.IoChannel;
import dev.vellamo.vat.IoSession;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import dev.vellamo.vat.VatException;
import dev.vellamo.vat.engine.Samples.Point;
import dev.vellamo.vat.engine.TestSlots.NamedRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TypedViewTest {

    interface Atlas {
        Promise<List<Point>> points();

        CompletionStage<Optional<Point>> find(String name);

        CompletableFuture<String> names(String... names);

        void add(Point point);

        default CompletionStage<Integer> count() {
            return points().thenApply(List::size);
        }
    }

    interface Synchronous {
        String name();
    }

    interface Nothing {
        default String name() {
            return "x";
        }
    }

    record Catalogue(String name, Atlas atlas) {}

    public static final class Server implements Vat {
        @Override
        public Object root(VatContext vat) {
            return new Store();
        }

        public static final class Store implements Remotable {
            private final List<Point> points = new ArrayList<>();

            public List<Point> points() {
                return points;
            }

            public Optional<Point> find(String name) {
                return name.equals("none") ? Optional.empty() : Optional.of(points.get(0));
            }

            public String names(String... names) {
                return String.join("+", names);
            }

            public void add(Point point) {
                points.add(point);
            }

            public Catalogue catalogue(Ref self) {
                return new Catalogue("c", self.as(Atlas.class));
            }
        }
    }

    public static final class Client implements Vat {
        @Override
        public Object root(VatContext vat) {
            return new Reader();
        }

        public static final class Reader implements Remotable {
            public CompletionStage<String> use(Atlas atlas) {
                atlas.add(new Point(3, 4));
                return atlas.points()
                        .thenCombine(
                                atlas.find("none"),
                                (points, none) -> points.get(0).x() + " " + none)
                        .thenCombine(atlas.names("a", "b"), (left, right) -> left + " " + right)
                        .thenCombine(atlas.count(), (left, right) -> left + " " + right);
            }

            public CompletionStage<Object> useRecord(Ref server) {
                return server.send("catalogue", server)
                        .as(Catalogue.class)
                        .thenCompose(catalogue -> catalogue.atlas().names(catalogue.name()))
                        .thenApply(names -> names);
            }
        }
    }

    @Nested
    class IsRefused {

        private void refused(Class<?> type, String... parts) {
            assertThatThrownBy(() -> new NamedRef("r").as(type))
                    .isInstanceOfSatisfying(
                            VatException.class, e -> assertThat(e.code()).isEqualTo("BAD_ARGUMENTS"))
                    .hasMessageContainingAll(parts);
        }

        @Test
        void forWhatIsNoView() {
            refused(String.class, "java.lang.String", "not an interface");
            refused(Runnable.class, "belongs to the JDK");
            refused(Synchronous.class, "method name returns java.lang.String", "Promise");
            refused(Nothing.class, "no method");
        }
    }

    @Test
    void viewsOfOneRefAreEqual() {
        var ref = new NamedRef("r");
        assertThat(ref.as(Atlas.class)).isEqualTo(ref.as(Atlas.class)).hasSameHashCodeAs(ref.as(Atlas.class));
        assertThat(ref.as(Atlas.class))
                .isNotEqualTo(new NamedRef("s").as(Atlas.class))
                .isNotEqualTo(ref);
        assertThat(ref.as(Atlas.class).toString()).isEqualTo("Atlas view of " + ref);
        assertThat(TypedView.refOf(ref.as(Atlas.class))).isSameAs(ref);
    }

    @Test
    void theViewsOfTheApiAreViews() {
        assertThat(ViewShape.isView(IoChannel.class)).isTrue();
        assertThat(ViewShape.isView(IoSession.class)).isTrue();
        assertThat(ViewShape.isView(Ref.class)).isFalse();
        assertThat(ViewShape.isView(Promise.class)).isFalse();
    }

    @Test
    void callsBecomeMessagesAndResultsHaveTheirType() {
        for (var overJson : new boolean[] {false, true}) {
            try (var kernel = new Loopback().add("server", Server.class).add("client", Client.class)) {
                if (overJson) {
                    kernel.overJson();
                }
                var answer = kernel.call("client", "use", "@server");
                var record = kernel.call("client", "useRecord", "@server");
                kernel.run();
                assertThat(answer.value()).isEqualTo("3 Optional.empty a+b 1");
                assertThat(record.value()).isEqualTo("c");
            }
        }
    }
}
