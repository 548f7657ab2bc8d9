package dev.vellamo.vat.engine;

import dev.vellamo.vat.Deferred;
import dev.vellamo.vat.Durable;
import dev.vellamo.vat.Failure;
import dev.vellamo.vat.Kind;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Promise.TypeRef;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Revocable;
import dev.vellamo.vat.Revoker;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Keeps what a test asks it to. */
public final class KeepingVat implements Vat {

    @Override
    public Object root(VatContext vat) {
        return new Root(vat, vat.kind("counter", Total.class, Counter::new));
    }

    record Total(String name, int total) {}

    static final class Counter implements Remotable {
        private final Durable<Total> state;

        Counter(Durable<Total> state) {
            this.state = state;
        }

        public int add(int more) {
            var old = state.get();
            state.set(new Total(old.name(), old.total() + more));
            return state.get().total();
        }

        public String name() {
            return state.get().name();
        }

        public void fail() {
            throw new IllegalStateException("counter fails");
        }
    }

    static final class Plain implements Remotable {
        public String hello(String name) {
            return "hello " + name;
        }
    }

    @SuppressWarnings("UnusedMethod") // Called by name.
    static final class Root implements Remotable {
        private final VatContext vat;
        private final Kind<Total, Counter> counters;
        private final Map<String, Object> heap = new HashMap<>();
        private @Nullable Deferred<Object> deferred;

        Root(VatContext vat, Kind<Total, Counter> counters) {
            this.vat = vat;
            this.counters = counters;
        }

        public void init(String key, Object value) {
            vat.baggage().init(key, value);
        }

        public void set(String key, Object value) {
            vat.baggage().set(key, value);
        }

        public void put(String key, Object value) {
            vat.baggage().put(key, value);
        }

        public void putThenFail(String key, Object value) {
            vat.baggage().put(key, value);
            throw new IllegalStateException("after the put");
        }

        public void putThenGiveUp(String key, Object value) {
            vat.baggage().put(key, value);
            throw vat.exitWithFailure("after the put");
        }

        public void delete(String key) {
            vat.baggage().delete(key);
        }

        public void putAndDelete(String key) {
            vat.baggage().put(key, 1);
            vat.baggage().put(key, 2);
            vat.baggage().delete(key);
        }

        @SuppressWarnings("NullAway") // What an author may get wrong.
        public void putNull(String key) {
            vat.baggage().put(key, null);
        }

        public void putTwice(String key) {
            vat.baggage().put(key, 1);
            vat.baggage().put(key, 2);
        }

        public void putBig(String key, int bytes) {
            vat.baggage().put(key, "x".repeat(bytes));
        }

        public void putMutable(String key) {
            var list = new ArrayList<>(List.of("first"));
            vat.baggage().put(key, list);
            list.add("second");
        }

        public Object get(String key) {
            return vat.baggage().get(key, Object.class);
        }

        public int number(String key) {
            return vat.baggage().get(key, int.class);
        }

        public List<String> texts(String key) {
            return vat.baggage().get(key, new TypeRef<List<String>>() {});
        }

        public String find(String key) {
            return vat.baggage().find(key, String.class).orElse("nothing");
        }

        public boolean has(String key) {
            return vat.baggage().has(key);
        }

        public String keys() {
            return String.join(",", vat.baggage().keys());
        }

        public CompletionStage<Object> callKept(String key, String method) {
            return vat.baggage().get(key, Ref.class).send(method);
        }

        public void keepPromise() {
            vat.baggage().put("promise", Map.of("p", vat.deferred().promise()));
        }

        public void keepPlain() {
            vat.baggage().put("plain", List.of(new Plain()));
        }

        public void keepRoot() {
            vat.baggage().put("root", this);
        }

        public boolean isRoot() {
            return vat.baggage().get("root", Object.class) == this;
        }

        public Counter create(String name) {
            return counters.create(new Total(name, 0));
        }

        public void createQuietly(String name) {
            counters.create(new Total(name, 0));
        }

        public void keepNew(String key) {
            vat.baggage().put(key, List.of(counters.create(new Total(key, 0))));
        }

        public boolean sameTwice(Counter one, Counter other) {
            return one == other;
        }

        public Object plain() {
            return new Plain();
        }

        public void hold(String key, Object value) {
            heap.put(key, value);
        }

        public @Nullable Object held(String key) {
            return heap.get(key);
        }

        public CompletionStage<Object> callHeld(String key, String method) {
            return ((Ref) Objects.requireNonNull(heap.get(key))).send(method);
        }

        public void drop(String key) {
            heap.remove(key);
        }

        public void take(Object anything) {}

        public void lateKind() {
            vat.kind("late", Total.class, Counter::new);
        }

        public void lateMigration() {
            vat.migrate("counter", Total.class, old -> old);
        }

        public Object watch(Promise<Object> promise, String note) {
            return vat.watch(promise, this, "settled", note);
        }

        public Object watchOwn(String how) {
            deferred = vat.deferred();
            switch (how) {
                case "fulfilled" -> deferred.resolve("now");
                case "rejected" -> deferred.reject(new IllegalStateException("never"));
                default -> {}
            }
            return vat.watch(deferred.promise(), this, "settled", how);
        }

        public void resolveOwn(String value) {
            Objects.requireNonNull(deferred).resolve(value);
        }

        public Object watchWith(String kind) {
            var promise = vat.deferred().promise();
            return switch (kind) {
                case "counter" -> vat.watch(promise, counters.create(new Total("w", 0)), "settled");
                case "plain" -> vat.watch(promise, new Plain(), "hello");
                default -> vat.watch(promise, this, "nothing");
            };
        }

        public String settled(@Nullable Object value, @Nullable Failure failure, String note) {
            return note + ": " + value + ", " + (failure == null ? null : failure.code() + " " + failure.message());
        }

        public Revocable revocable(Object target) {
            var revocable = vat.revocable(target);
            heap.put("ref", revocable.ref());
            heap.put("revoker", revocable.revoker());
            return revocable;
        }

        public Revocable revocablePlain() {
            return revocable(new Plain());
        }

        public void keepRevocable() {
            vat.baggage().put("revoker", Objects.requireNonNull(heap.get("revoker")));
            vat.baggage().put("ref", Objects.requireNonNull(heap.get("ref")));
        }

        public void revokeKept() {
            vat.baggage().get("revoker", Revoker.class).revoke();
        }

        public void revoke() {
            ((Revoker) Objects.requireNonNull(heap.get("revoker"))).revoke();
        }

        public CompletionStage<Object> callRef(String method) {
            return ((Ref) Objects.requireNonNull(heap.get("ref"))).send(method);
        }
    }
}
