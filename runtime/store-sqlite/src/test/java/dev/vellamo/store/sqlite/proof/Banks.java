package dev.vellamo.store.sqlite.proof;

import dev.vellamo.kernel.CallId;
import dev.vellamo.kernel.Kernel;
import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.KernelSettings;
import dev.vellamo.kernel.ServiceOptions;
import dev.vellamo.kernel.Subcluster;
import dev.vellamo.kernel.store.Store;
import dev.vellamo.placement.Placement;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.IoConfig;
import dev.vellamo.protocol.config.RestartPolicy;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.testkit.Eventually;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A durable kernel with banks in two subclusters that know each other, a counter that reads a socket, and a subcluster that
 * is not durable. Whatever of it a store does not hold yet is launched.
 */
final class Banks implements AutoCloseable {

    /** The names of the banks, in no order. */
    static final List<String> NAMES = List.of("alpha", "beta", "gamma", "delta");

    private static final Map<String, List<String>> SUBCLUSTERS =
            Map.of("north", NAMES.subList(0, 2), "south", NAMES.subList(2, 4));

    private static final String COUNTER = "counter";
    private static final String PASSING = "passing";

    /** Restarts are wanted here, so no number of them is too many: they are forgotten as soon as they are over. */
    private static final RestartPolicy ALWAYS = RestartPolicy.onFailure(1000, Duration.ofMillis(1));

    /** A machine that is busy with other things is no reason to end a vat. */
    private static final Duration DELIVERY_TIMEOUT = Duration.ofMinutes(2);

    /** What the world is told by the services. Called on any thread. */
    interface World {

        /** By a service that may be called at most once. */
        void printed(String operation);

        /** By a service that is called again if it is not known whether it was. */
        void audited(long callId, String operation);
    }

    /** The service that is called at most once. */
    public record Printer(World world) {
        public void print(String operation) {
            world.printed(operation);
        }
    }

    /** The service that is called at least once, with an id. */
    public record Auditor(World world) {
        public String audit(String operation) {
            world.audited(CallId.current(), operation);
            return "stamp " + operation;
        }
    }

    private final Kernel kernel;
    private final Map<String, Ref> banks = new LinkedHashMap<>();

    private Banks(Kernel kernel) {
        this.kernel = kernel;
    }

    /** The socket of the counter in a directory. */
    static Path socket(Path directory) {
        return directory.resolve("counter.sock");
    }

    /**
     * Starts the kernel, with its socket in a directory.
     *
     * @param store is closed with the kernel
     */
    static Banks open(Store store, Path directory, World world) {
        var kernel = Kernel.start(KernelSettings.builder()
                .name("banks")
                .store(store)
                .service("printer", new Printer(world))
                .service("auditor", new Auditor(world), ServiceOptions.DEFAULT.idempotent())
                .build());
        var all = new Banks(Placement.over(Kernel.class, kernel));
        try {
            all.launchWhatIsMissing(directory);
            all.introduce();
            return all;
        } catch (RuntimeException | Error e) {
            all.close();
            throw e;
        }
    }

    private void launchWhatIsMissing(Path directory) {
        SUBCLUSTERS.forEach((name, names) -> {
            var subcluster = launched(banksOf(name, names));
            names.forEach(bank -> banks.put(bank, subcluster.vat(bank)));
        });
        launched(config(COUNTER, COUNTER, Counter.class)
                .io("lines", IoConfig.socket(socket(directory)).clients(IoConfig.Clients.MANY))
                .build());
        if (isThere(PASSING)) {
            throw new AssertionError("the subcluster \"" + PASSING + "\" is not durable and outlived its kernel");
        }
        launched(config(PASSING, "counts", Passing.class).durable(false).build());
    }

    private static ClusterConfig banksOf(String name, List<String> banks) {
        var config = config(name, banks.get(0), Bank.class);
        banks.stream().skip(1).forEach(bank -> config.vat(bank, vat(Bank.class)));
        return config.service("printer").service("auditor").build();
    }

    private static ClusterConfig.Builder config(String name, String firstVat, Class<? extends Vat> code) {
        return ClusterConfig.builder().name(name).bootstrap(firstVat).vat(firstVat, vat(code));
    }

    private static VatConfig.Builder vat(Class<? extends Vat> code) {
        return VatConfig.ofClass(code).restart(ALWAYS).deliveryTimeout(DELIVERY_TIMEOUT);
    }

    private Subcluster launched(ClusterConfig config) {
        var name = config.name().orElseThrow();
        return isThere(name) ? kernel.subcluster(name) : kernel.launch(config).join();
    }

    private boolean isThere(String name) {
        try {
            return kernel.subcluster(name).name().equals(name);
        } catch (KernelException e) {
            if (e.code() == KernelException.Code.SUBCLUSTER_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /** A kernel that died while it was launched may have left banks that know no others. */
    private void introduce() {
        var all = List.copyOf(banks.values());
        for (var bank : all) {
            if (!Integer.valueOf(all.size()).equals(Eventually.answer(bank.send("peers")))) {
                Eventually.answer(bank.send("meet", all));
            }
        }
    }

    Kernel kernel() {
        return kernel;
    }

    /**
     * Makes a call with its operation as the key.
     *
     * @return never fails: "ok" and a value, or "no" and a code; empty if the kernel ended and nobody knows
     */
    CompletionStage<Optional<String>> outcome(Call call) {
        return kernel.caller("parent")
                .send(call.key(), bank(call.bank()), call.method(), call.key(), call.amount())
                .handle(Banks::outcome);
    }

    private static Optional<String> outcome(@Nullable Object value, @Nullable Throwable failure) {
        if (failure == null) {
            return Optional.of("ok " + value);
        }
        var cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (!(cause instanceof VatException rejection)) {
            return Optional.of("no " + cause);
        }
        var isKnown = !rejection.is(ErrorCode.OUTCOME_UNKNOWN) && !rejection.is(ErrorCode.KERNEL_STOPPED);
        return isKnown ? Optional.of("no " + rejection.code()) : Optional.empty();
    }

    Promise<Object> balance(String bank) {
        return bank(bank).send("balance");
    }

    /** Has every place where banks are collect what their heaps do not hold. */
    CompletionStage<Void> collectHeaps() {
        return CompletableFuture.allOf(banks.values().stream()
                .map(bank -> bank.send("collectHeap").toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }

    private Ref bank(String name) {
        var bank = banks.get(name);
        if (bank == null) {
            throw new IllegalArgumentException("there is no bank \"" + name + "\"");
        }
        return bank;
    }

    CompletionStage<String> whenEnded() {
        return kernel.whenEnded();
    }

    /** Ends the kernel in order. */
    @Override
    public void close() {
        kernel.close();
    }
}
