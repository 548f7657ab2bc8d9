package dev.vellamo.store.sqlite.proof;

import dev.vellamo.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * One life of the program with the banks under load, from its start to its end.
 *
 * <p>The load: some calls are always on the way, new ones and now and then one that was made before; and clients of the
 * counter.
 */
final class Life implements AutoCloseable {

    private static final int CLIENTS = 3;

    /** Calls on the way. */
    private static final int WINDOW = 16;

    private static final int ONE_IS_REPEATED_OF = 5;

    private final Path home;
    private final History history;
    private final Counts counts;
    private final BankProcess process;
    private final List<CounterClient> clients = new ArrayList<>();
    private final Map<String, Long> balances = new HashMap<>();
    private int newCallsLeft;
    private int onTheWay;
    private boolean isCollected;
    private String whyEnded = "";

    /** @param before what comes before the command line, such as a shell that sets limits */
    Life(Path home, History history, Counts counts, String... before) {
        this.home = home;
        this.history = history;
        this.counts = counts;
        this.process = BankProcess.start(home, this::reads, before);
        history.note("started");
    }

    BankProcess process() {
        return process;
    }

    /** Waits until everything runs, then makes all calls again that have no outcome, and some of those that have one. */
    void begins(int repeated) {
        if (!process.awaitReady()) {
            throw new AssertionError("the banks ended while they started" + process.logged());
        }
        history.note("ready");
        history.unanswered().forEach(this::calls);
        history.answered(repeated).forEach(this::calls);
    }

    /** If it does not come, the history has the status of the kernel. */
    private void awaits(String what, BooleanSupplier condition) {
        try {
            Eventually.holds(() -> what + "; not answered: " + history.unanswered() + process.logged(), condition);
        } catch (AssertionError e) {
            process.says("status");
            process.runs(Duration.ofSeconds(1));
            throw e;
        }
    }

    /** Every call that was made in this life is answered, or this fails. */
    void answersAll() {
        awaits("all is answered", () -> onTheWay(0) == 0);
    }

    /** From now on there are new calls, and clients of the counter. */
    void works(int newCalls) throws IOException {
        callsLeft(newCalls);
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(CounterClient.connect("client" + i, Banks.socket(home), history, counts));
        }
        for (int i = 0; i < WINDOW; i++) {
            callsNext();
        }
    }

    /** Waits until no more new calls than this are left to be made, as others were answered. */
    void worksDownTo(int left) {
        awaits("calls are answered", () -> callsLeft() <= left);
    }

    private synchronized int callsLeft() {
        return newCallsLeft;
    }

    private synchronized void callsLeft(int newCalls) {
        newCallsLeft = newCalls;
    }

    private synchronized void callsNext() {
        var isRepeated = history.below(ONE_IS_REPEATED_OF) == 0;
        var known = isRepeated ? history.answered(1) : List.<Call>of();
        if (!known.isEmpty()) {
            calls(known.get(0));
        } else if (newCallsLeft > 0) {
            newCallsLeft--;
            calls(history.newCall());
        }
    }

    private void calls(Call call) {
        onTheWay(1);
        process.says("call " + call.line());
    }

    private void reads(String line) {
        var words = line.split(" ", 3);
        switch (words[0]) {
            case "told" -> {
                history.told(words[1], words[2]);
                callsNext();
                onTheWay(-1);
            }
            case "unknown" -> history.note(line);
            case "status" -> history.note(line);
            case "collected" -> collected();
            case "ended" -> ended(line);
            case "printed" -> history.printed(words[1]);
            case "audited" -> history.audited(Long.parseLong(words[1]), words[2]);
            case "balance" -> balance(words[1], Long.parseLong(words[2]));
            default -> history.breaks("the banks wrote \"" + line + "\"");
        }
    }

    private synchronized void ended(String why) {
        history.note(why);
        whyEnded = why;
    }

    /** Why the kernel ended, if it did without being asked to; empty: it did not. */
    synchronized String whyEnded() {
        return whyEnded;
    }

    private synchronized int onTheWay(int more) {
        onTheWay += more;
        return onTheWay;
    }

    private synchronized void balance(String bank, long balance) {
        balances.put(bank, balance);
    }

    /** All money together, once each bank has said what it has. */
    long money() {
        synchronized (this) {
            balances.clear();
        }
        Banks.NAMES.forEach(bank -> process.says("balance " + bank));
        awaits("all banks answer", () -> answered() == Banks.NAMES.size());
        synchronized (this) {
            return balances.values().stream().mapToLong(balance -> balance).sum();
        }
    }

    private synchronized int answered() {
        return balances.size();
    }

    private synchronized void collected() {
        isCollected = true;
    }

    private synchronized boolean isCollected() {
        return isCollected;
    }

    /** What nobody reaches is deleted. */
    void collectsGarbage() {
        process.says("collect");
        awaits("garbage is collected", this::isCollected);
    }

    /** The clients ask no more, and every request of theirs is answered. */
    void answersClients() {
        clients.forEach(CounterClient::asksNoMore);
        awaits("clients are answered", () -> clients.stream().allMatch(CounterClient::isAnswered));
    }

    /** Kills it while it starts, or runs. */
    void isKilledAfter(Duration time) {
        if (!process.runs(time)) {
            throw new AssertionError("the banks ended by themselves" + process.logged());
        }
        history.note("killed");
        process.kill();
    }

    /** Vats that are in a process of their own lose it. */
    void killsAGuest() {
        process.killsOneOfItsOwn(history::oneOf);
        history.note("killed a guest");
    }

    /** It ends in order. Whoever still waits for an answer then does not get one. */
    void ends() {
        history.note("is to end");
        process.ends();
    }

    /** Kills the program, if it still runs, and waits for the clients. */
    @Override
    public void close() throws IOException {
        process.close();
        for (var client : clients) {
            client.close();
        }
    }
}
