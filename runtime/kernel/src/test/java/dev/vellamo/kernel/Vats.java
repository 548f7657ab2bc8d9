package dev.vellamo.kernel;

import dev.vellamo.placement.Gate;
import dev.vellamo.placement.Placement;
import dev.vellamo.vat.Deferred;
import dev.vellamo.vat.IoChannel;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Received;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import dev.vellamo.vat.VatException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Vats for the kernel's tests, each as small as what it is for. */
public final class Vats {

    private Vats() {}

    /** Does what a test asks of it by messages. */
    public static final class Worker implements Vat {
        @Override
        public Object root(VatContext vat) {
            return new WorkerRoot(vat);
        }
    }

    /** What a worker may be upgraded to. */
    public static final class Renamed implements Vat {
        @Override
        public Object root(VatContext vat) {
            return new RenamedRoot();
        }
    }

    /** The root of {@link Renamed}. */
    public static final class RenamedRoot implements Remotable {
        public String name() {
            return "renamed";
        }
    }

    /** The root of {@link Worker}. */
    public static class WorkerRoot implements Remotable {
        final VatContext vat;
        private final Map<String, Ref> vats = new HashMap<>();
        private final Map<String, Ref> services = new HashMap<>();
        private final Map<String, Deferred<Object>> deferreds = new HashMap<>();
        private final List<Object> log = new ArrayList<>();

        WorkerRoot(VatContext vat) {
            this.vat = vat;
        }

        public String bootstrap(Map<String, Ref> allVats, Map<String, Ref> allServices) {
            vats.putAll(allVats);
            services.putAll(allServices);
            services.remove(Placement.ELSEWHERE);
            return "vats " + allVats.keySet() + ", services " + services.keySet();
        }

        public String name() {
            return vat.name();
        }

        /** The id of the process that it runs in. */
        public long process() {
            return ProcessHandle.current().pid();
        }

        public Object echo(@Nullable Object value) {
            return value == null ? "null" : value;
        }

        public Promise<Object> callVat(String name, String method, Object... arguments) {
            return known(vats, name).send(method, arguments);
        }

        public Promise<Object> callService(String name, String method, Object... arguments) {
            return known(services, name).send(method, arguments);
        }

        private static Ref known(Map<String, Ref> refs, String name) {
            return Optional.ofNullable(refs.get(name)).orElseThrow();
        }

        public Promise<Object> callRef(Ref target, String method, Object... arguments) {
            return target.send(method, arguments);
        }

        public Ref service(String name) {
            return known(services, name);
        }

        /** An IO channel by way of this vat. */
        public Relay relay(String channel) {
            return new Relay(service(channel).as(IoChannel.class));
        }

        /** A promise of this vat's own, settled by {@link #resolve} or {@link #reject}. */
        public Promise<Object> promise(String name) {
            return deferreds.computeIfAbsent(name, fresh -> vat.deferred()).promise();
        }

        public void resolve(String name, Object value) {
            deferreds.computeIfAbsent(name, fresh -> vat.deferred()).resolve(value);
        }

        public void reject(String name, String message) {
            deferreds.computeIfAbsent(name, fresh -> vat.deferred()).reject(new IllegalStateException(message));
        }

        public void fail(String message) {
            throw new IllegalArgumentException(message);
        }

        public void failWithCode(String code, String message) {
            throw new VatException(code, message);
        }

        public void note(Object value) {
            log.add(value);
        }

        public List<Object> notes() {
            return log;
        }

        public Counter counter() {
            return new Counter();
        }

        public boolean isSame(Counter counter, Counter other) {
            return counter == other;
        }

        /** Leaves its thread in a bad state. */
        public void spoilThread() {
            Thread.currentThread().setContextClassLoader(null);
            Thread.currentThread().setName("spoiled");
            Thread.currentThread().interrupt();
        }

        public boolean isThreadSpoiled() {
            var thread = Thread.currentThread();
            return thread.isInterrupted()
                    || thread.getContextClassLoader() == null
                    || thread.getName().equals("spoiled");
        }

        public void wakeAfter(Duration delay) {
            vat.timers().after(delay, () -> {});
            vat.timers().every(delay, () -> {});
        }

        public void exit(String reason) {
            vat.exit(reason);
        }

        public String exitWithFailure(String reason) {
            throw vat.exitWithFailure(reason);
        }

        /** Never returns, and does not react to interruption, until a gate is opened. */
        public void spin(String gate) {
            while (Gate.isShut(gate)) {
                Thread.onSpinWait();
            }
        }

        /** The same, but whoever has the gate sees that it has begun. */
        public void hang(String gate) {
            Gate.pass(gate);
        }

        /** Blocks until it is interrupted. */
        public void block() throws InterruptedException {
            new CountDownLatch(1).await();
        }
    }

    /** Calls an IO channel for whoever calls it. */
    public record Relay(IoChannel channel) implements Remotable {
        public Promise<Received> receive() {
            return channel.receive();
        }

        public Promise<Received> receiveMany(int max) {
            return channel.receiveMany(max);
        }

        public Promise<Object> read() {
            return channel.read();
        }

        public Promise<Object> readMany(int max) {
            return channel.readMany(max);
        }

        public Promise<Void> write(Object unit) {
            return channel.write(unit);
        }
    }

    /** A remotable that is not a root. */
    public static final class Counter implements Remotable {
        private int count;

        public int add(int amount) {
            count += amount;
            return count;
        }
    }

    /** Its root throws. */
    public static final class FailsInRoot implements Vat {
        @Override
        public Object root(VatContext vat) {
            throw new IllegalStateException("no root today", new java.io.IOException("the disk is gone"));
        }
    }

    /** Its root never returns until the gate is opened whose path is its parameter. */
    public static final class SpinsInRoot implements Vat {
        @Override
        public Object root(VatContext vat) {
            new WorkerRoot(vat).spin(vat.parameters(String.class));
            return new WorkerRoot(vat);
        }
    }

    /** Its bootstrap throws. */
    public static final class FailsInBootstrap implements Vat {
        @Override
        public Object root(VatContext vat) {
            return new FailsInBootstrapRoot();
        }
    }

    /** The root of {@link FailsInBootstrap}. */
    public static final class FailsInBootstrapRoot implements Remotable {
        public void bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
            throw new IllegalStateException("bootstrap refuses");
        }
    }

    /** Its bootstrap returns an error instead of throwing it. */
    public static final class ReturnsAnError implements Vat {
        @Override
        public Object root(VatContext vat) {
            return new ReturnsAnErrorRoot();
        }
    }

    /** The root of {@link ReturnsAnError}. */
    public static final class ReturnsAnErrorRoot implements Remotable {
        public Object bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
            return new IllegalStateException("bootstrap resolved to an error");
        }
    }

    /** Its bootstrap is never answered. */
    public static final class NeverAnswers implements Vat {
        @Override
        public Object root(VatContext vat) {
            return new NeverAnswersRoot(vat);
        }
    }

    /** The root of {@link NeverAnswers}. */
    public static final class NeverAnswersRoot implements Remotable {
        private final VatContext vat;

        NeverAnswersRoot(VatContext vat) {
            this.vat = vat;
        }

        public CompletionStage<Object> bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
            return vat.deferred().promise();
        }
    }

    /** Exits in bootstrap. */
    public static final class ExitsInBootstrap implements Vat {
        @Override
        public Object root(VatContext vat) {
            return new ExitsInBootstrapRoot(vat);
        }
    }

    /** The root of {@link ExitsInBootstrap}. */
    public static final class ExitsInBootstrapRoot implements Remotable {
        private final VatContext vat;

        ExitsInBootstrapRoot(VatContext vat) {
            this.vat = vat;
        }

        public CompletionStage<Object> bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
            vat.exit("nothing to do");
            return vat.deferred().promise();
        }
    }
}
