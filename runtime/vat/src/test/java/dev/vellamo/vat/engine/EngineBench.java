package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.Settlement;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.vat.Durable;
import dev.vellamo.vat.Kind;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Measures an engine by itself: run {@code main}. Prints cranks per second and the heap of an idle engine. */
final class EngineBench {

    private static final int CRANKS = 3_000_000;
    private static final int ROUNDS = 5;
    private static final int UPDATES = 500_000;
    private static final int IDLE = 100_000;

    /** Keeps the compiler from leaving results out. */
    private static volatile @Nullable CrankResult consumed;

    private EngineBench() {}

    public static final class Echo implements Vat {
        @Override
        public Object root(VatContext vat) {
            return new Root();
        }

        static final class Root implements Remotable {
            public String echo(String text) {
                return text;
            }

            /** Sends again whenever an answer comes. */
            public void loop(Ref other) {
                next(other, "x");
            }

            private CompletionStage<String> next(Ref other, String text) {
                Promise<String> answer = other.send("echo", text).as(String.class);
                return answer.thenCompose(again -> {
                    next(other, again);
                    return answer;
                });
            }
        }
    }

    /** Keeps a number and a place. */
    public static final class Keeper implements Vat {
        @Override
        public Object root(VatContext vat) {
            vat.baggage().put("number", 0L);
            return new Shelf(vat, vat.kind("place", Place.class, Moved::new));
        }

        record Place(String name, long x, long y) {}

        record Moved(Durable<Place> place) implements Remotable {
            void move() {
                var old = place.get();
                place.set(new Place(old.name(), old.x() + 1, old.y()));
            }
        }

        static final class Shelf implements Remotable {
            private final VatContext vat;
            private final Kind<Place, Moved> kind;
            private @Nullable Moved moved;

            Shelf(VatContext vat, Kind<Place, Moved> kind) {
                this.vat = vat;
                this.kind = kind;
            }

            public long count() {
                var next = vat.baggage().get("number", Long.class) + 1;
                vat.baggage().set("number", next);
                return next;
            }

            public void move() {
                if (moved == null) {
                    moved = kind.create(new Place("here", 0, 0));
                }
                moved.move();
            }
        }
    }

    public static void main(String[] arguments) {
        for (var round = 0; round < ROUNDS; round++) {
            print("message with string argument and result", messages());
            print("notify whose continuation sends again", notifies());
            print("update of a number in baggage", updates("count"));
            print("update of a durable object's record", updates("move"));
        }
        System.out.printf("idle engine: %d bytes%n", idleBytes());
    }

    private static void print(String what, double perSecond) {
        System.out.printf("%-45s %,12.0f cranks/s%n", what, perSecond);
    }

    private static double messages() {
        var engine = TestHost.engine("bench", Echo.class);
        engine.start(VatState.EMPTY);
        var data = CapData.of(new Passable.ImmutableItems(List.of("hello")));
        var start = System.nanoTime();
        for (var i = 0; i < CRANKS; i++) {
            consumed = engine.deliver(new Delivery.Message(Slot.ROOT, "echo", data, Slot.kernelPromise(i)));
        }
        var took = System.nanoTime() - start;
        if (!String.valueOf(consumed).contains("hello")) {
            throw new IllegalStateException("no echo in " + consumed);
        }
        return CRANKS * 1e9 / took;
    }

    private static double updates(String method) {
        var engine = TestHost.engine("bench", Keeper.class);
        engine.start(VatState.EMPTY);
        var data = CapData.of(new Passable.ImmutableItems(List.of()));
        var start = System.nanoTime();
        for (var i = 0; i < UPDATES; i++) {
            consumed = engine.deliver(new Delivery.Message(Slot.ROOT, method, data, Slot.kernelPromise(i)));
        }
        return UPDATES * 1e9 / (System.nanoTime() - start);
    }

    private static double notifies() {
        var engine = TestHost.engine("bench", Echo.class);
        engine.start(VatState.EMPTY);
        var data = new CapData(new Passable.Sequence(List.of(new Passable.Reference(0))), List.of(Slot.imported(0)));
        var result = engine.deliver(new Delivery.Message(Slot.ROOT, "loop", data, null));
        var answer = new Settlement.Fulfilled(CapData.of(new Passable.Immutable("x")));
        var start = System.nanoTime();
        for (var i = 0; i < CRANKS; i++) {
            var effects = ((CrankResult.Completed) result).writeSet().effects();
            var promise = ((Effect.Send) effects.get(effects.size() - 1)).result();
            if (promise == null) {
                throw new IllegalStateException("no promise in " + effects);
            }
            consumed = result;
            result = engine.deliver(new Delivery.Notify(List.of(new Delivery.Settled(promise, answer))));
        }
        return CRANKS * 1e9 / (System.nanoTime() - start);
    }

    private static long idleBytes() {
        var engines = new VatEngine[IDLE];
        var host = new TestHost();
        var spec = TestHost.spec("idle", Echo.class);
        var before = used();
        for (var i = 0; i < IDLE; i++) {
            engines[i] = VatEngine.build(spec, host);
            engines[i].start(VatState.EMPTY);
        }
        var after = used();
        if (engines[IDLE - 1].toString().isEmpty()) {
            throw new IllegalStateException("unreachable");
        }
        return (after - before) / IDLE;
    }

    private static long used() {
        for (var i = 0; i < 4; i++) {
            System.gc();
        }
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
