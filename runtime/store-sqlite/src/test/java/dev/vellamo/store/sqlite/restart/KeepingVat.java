package dev.vellamo.store.sqlite.restart;

import dev.vellamo.placement.Gate;
import dev.vellamo.vat.Durable;
import dev.vellamo.vat.Failure;
import dev.vellamo.vat.Kind;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Revoker;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps what a test gives it, in its baggage, and counts its heaps and its bootstraps there. */
public final class KeepingVat implements Vat {

    @Override
    public Object root(VatContext vat) {
        var baggage = vat.baggage();
        baggage.put("starts", baggage.find("starts", Integer.class).orElse(0) + 1);
        return new Root(vat, vat.kind("counter", Integer.class, Counter::new));
    }

    /** A durable object. */
    public static final class Counter implements Remotable {
        private final Durable<Integer> state;

        Counter(Durable<Integer> state) {
            this.state = state;
        }

        public int add() {
            state.set(state.get() + 1);
            return state.get();
        }
    }

    /** Its root. */
    public static final class Root implements Remotable {
        private final VatContext vat;
        private final Kind<Integer, Counter> counters;

        Root(VatContext vat, Kind<Integer, Counter> counters) {
            this.vat = vat;
            this.counters = counters;
        }

        public Map<String, Object> bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
            add("bootstraps");
            services.forEach(this::keep);
            vats.forEach(this::keep);
            return Map.of("answer", "up", "root", vats.get(vat.name()));
        }

        public String name() {
            return vat.name();
        }

        /** The id of the process that it runs in. */
        public long process() {
            return ProcessHandle.current().pid();
        }

        /** What is kept under a key. */
        public int number(String key) {
            return vat.baggage().find(key, Integer.class).orElse(0);
        }

        public boolean has(String key) {
            return vat.baggage().has(key);
        }

        public String text(String key) {
            return vat.baggage().get(key, String.class);
        }

        public void init(String key, Object value) {
            vat.baggage().init(key, value);
        }

        public void set(String key, Object value) {
            vat.baggage().set(key, value);
        }

        public int add(String key) {
            var total = number(key) + 1;
            vat.baggage().put(key, total);
            return total;
        }

        /** Does not react to interruption. */
        public int waitAndAdd(String gate, String key) {
            Gate.pass(gate);
            return add(key);
        }

        public void keep(String name, Ref ref) {
            vat.baggage().put("ref " + name, ref);
        }

        public Ref kept(String name) {
            return vat.baggage().get("ref " + name, Ref.class);
        }

        public void forget(String name) {
            vat.baggage().delete("ref " + name);
        }

        /** Calls what the reference that is kept under this name designates. */
        public Promise<Object> callKept(String name, String method, Object... arguments) {
            return kept(name).send(method, arguments);
        }

        public Promise<Object> never() {
            return vat.deferred().promise().as(Object.class);
        }

        /** Its answer is kept under the name of the method, even if this heap does not live to see it. */
        public void watchKept(String name, String method) {
            vat.watch(callKept(name, method), this, "settled", method);
        }

        /** Waits, over restarts of this vat, for what never comes. */
        public void watchNever() {
            vat.watch(never(), this, "settled", "never");
        }

        public void settled(@Nullable Object value, @Nullable Failure failure, String key) {
            vat.baggage().put(key, failure == null ? "value " + value : failure.code());
        }

        public Counter counter() {
            return counters.create(0);
        }

        public boolean isSame(Remotable one, Remotable other) {
            return one == other;
        }

        /** A ref to a new counter, which {@link #revoke} takes back. */
        public Ref lend() {
            var lent = vat.revocable(counter());
            vat.baggage().put("revoker", lent.revoker());
            return lent.ref();
        }

        public void revoke() {
            vat.baggage().get("revoker", Revoker.class).revoke();
        }

        public void addAfter(Duration delay, String key) {
            vat.timers().after(delay, this, "add", key);
        }

        /** Adds here and, by a message, at another vat; then it exits. */
        public String exits(String other, boolean asFailure, boolean isThrown) {
            add("exits");
            kept(other).sendOnly("add", "told");
            if (!asFailure) {
                vat.exit("done");
                return "bye";
            }
            try {
                throw vat.exitWithFailure("undone");
            } catch (Error | RuntimeException e) {
                if (isThrown) {
                    throw e;
                }
                // An author may catch anything; the crank is lost all the same.
                return "bye";
            }
        }

        /** Does not react to interruption. */
        public void spin(String gate) {
            while (Gate.isShut(gate)) {
                Thread.onSpinWait();
            }
        }

        /** Lets the JVM of this heap find out what nobody reaches. */
        public void collect() {
            System.gc();
        }
    }
}
