package dev.vellamo.store.sqlite.proof;

import dev.vellamo.vat.Baggage;
import dev.vellamo.vat.Durable;
import dev.vellamo.vat.Failure;
import dev.vellamo.vat.Kind;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Promise.TypeRef;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import dev.vellamo.vat.VatException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A vat that takes deposits, each with the name of its operation, and moves parts of them to banks of its own and of other
 * subclusters: with a message, through a promise, through a watched promise, with a durable timer, in a durable object. No money is made or lost
 * by that, as a crank is whole or not at all. Now and then a deposit ends in a failure that drops its crank and the heap.
 */
public final class Bank implements Vat {

    /** Its keys in the baggage; what is noted of an operation has the operation's name behind it. */
    static final String BALANCE = "balance";

    static final String DEPOSITED = "deposited.";
    static final String AUDITED = "audited.";

    private static final String PEERS = "peers";
    private static final String AUDITOR = "auditor";
    private static final String PRINTER = "printer";

    /** The methods whose last argument is money that is nowhere else. */
    static final Set<String> CARRIERS = Set.of("move", "pass", "passAfter");

    /** What the method {@link Root#refuse} throws, after it took the money. */
    static final String REFUSED = "REFUSED";

    /** Bigger than nothing, so that the kernel restarts vats all the time; small enough that most calls are of use. */
    private static final int ONE_FAILS_OF = 80;

    /** One of so many operations goes to the auditor and to the printer. */
    private static final int ONE_IS_AUDITED_OF = 4;

    static boolean isAudited(String operation) {
        return Math.floorMod(operation.hashCode(), ONE_IS_AUDITED_OF) == 0;
    }

    @Override
    public Object root(VatContext vat) {
        return new Root(vat, vat.kind("escrow", Long.class, Escrow::new));
    }

    /** Money that a bank has put aside for whoever collects it first. */
    public static final class Escrow implements Remotable {
        private final Durable<Long> money;

        Escrow(Durable<Long> money) {
            this.money = money;
        }

        public void payTo(Ref bank) {
            var amount = money.get();
            if (amount > 0) {
                money.set(0L);
                bank.sendOnly("move", amount);
            }
        }
    }

    /** The bank itself. */
    public static final class Root implements Remotable {
        private final VatContext vat;
        private final Baggage baggage;
        private final Kind<Long, Escrow> escrows;

        Root(VatContext vat, Kind<Long, Escrow> escrows) {
            this.vat = vat;
            this.escrows = escrows;
            this.baggage = vat.baggage();
        }

        public void bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
            var auditor = Objects.requireNonNull(services.get(AUDITOR));
            var printer = Objects.requireNonNull(services.get(PRINTER));
            vats.values().forEach(bank -> bank.sendOnly("employ", auditor, printer));
        }

        public void employ(Ref auditor, Ref printer) {
            baggage.init(AUDITOR, auditor);
            baggage.init(PRINTER, printer);
        }

        public void meet(List<Ref> banks) {
            baggage.put(PEERS, banks);
        }

        public int peers() {
            return baggage.has(PEERS) ? banks().size() : 0;
        }

        public long balance() {
            return baggage.find(BALANCE, Long.class).orElse(0L);
        }

        /** How often the operation was done, this time included. */
        public int deposit(String operation, long amount) {
            var times = baggage.find(DEPOSITED + operation, Integer.class).orElse(0) + 1;
            baggage.put(DEPOSITED + operation, times);
            move(amount);
            if (vat.random().nextInt(ONE_FAILS_OF) == 0) {
                throw vat.exitWithFailure("by chance, while it did " + operation);
            }
            for (int i = vat.random().nextInt(4); i > 0; i--) {
                sends(1 + vat.random().nextInt(5));
            }
            if (isAudited(operation)) {
                baggage.get(PRINTER, Ref.class).sendOnly("print", operation);
                vat.watch(baggage.get(AUDITOR, Ref.class).send("audit", operation), this, "audited", operation);
            }
            return times;
        }

        /** The same; the answer is that of another bank, so it is known only when that has answered. */
        public Promise<Object> depositThrough(String operation, long amount) {
            return bank().send("echo", deposit(operation, amount));
        }

        /** The same; the answer is lost with the heap. */
        public CompletionStage<Integer> depositSlowly(String operation, long amount) {
            var times = deposit(operation, amount);
            return bank().send("echo", times).thenApply(echo -> times);
        }

        /** Takes the money, and says that it did not: a throw keeps what was done before. */
        public int refuse(String operation, long amount) {
            deposit(operation, amount);
            throw new VatException(REFUSED, operation + " is refused");
        }

        public int echo(int number) {
            return number;
        }

        public void audited(@Nullable String stamp, @Nullable Failure failure, String operation) {
            if (failure != null) {
                throw new IllegalStateException(operation + " was not audited: " + failure);
            }
            var times = baggage.find(AUDITED + operation, Integer.class).orElse(0) + 1;
            baggage.put(AUDITED + operation, times);
        }

        // Money on its way

        private void sends(long amount) {
            move(-amount);
            switch (vat.random().nextInt(6)) {
                case 0 -> bank().sendOnly("move", amount);
                case 1 -> bank().send("self").send("move", amount);
                case 2 -> vat.watch(bank().send("self"), this, "passAfter", amount);
                case 3 -> vat.timers().after(Duration.ofMillis(vat.random().nextInt(100)), this, "pass", amount);
                case 4 -> bank().sendOnly("collect", escrows.create(amount));
                default -> bank().send("move", amount);
            }
        }

        public void move(long amount) {
            baggage.put(BALANCE, balance() + amount);
        }

        public void pass(long amount) {
            bank().sendOnly("move", amount);
        }

        public void passAfter(@Nullable Ref bank, @Nullable Failure failure, long amount) {
            (bank == null ? bank() : bank).sendOnly("move", amount);
        }

        /** In a guest nobody else can ask for that. */
        public void collectHeap() {
            System.gc();
        }

        /** Collects twice, of which one is in vain. */
        public void collect(Ref escrow) {
            escrow.sendOnly("payTo", this);
            escrow.sendOnly("payTo", this);
        }

        public Root self() {
            return this;
        }

        private Ref bank() {
            var banks = banks();
            return banks.get(vat.random().nextInt(banks.size()));
        }

        private List<Ref> banks() {
            return baggage.get(PEERS, new TypeRef<List<Ref>>() {});
        }
    }
}
