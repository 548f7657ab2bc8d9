package dev.vellamo.kernel.state;

import dev.vellamo.kernel.store.Batch;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Who may call what, which promises are open, and where each message goes; and what of all that is to outlive the process.
 *
 * <p>A message to an object goes to the vat that exported it, whose delivery then decides the message's result. A message
 * to a pending promise is parked on it and goes on, in order, when that settles. A promise that resolves to another
 * promise follows it. When a promise settles, every vat that knows it is told and both sides forget the slot.
 *
 * <p>Its parts: {@link VatLives} has the vats and applies their cranks, {@link HostRequests} does what host code asks for,
 * {@link Routing} takes messages to where they go and {@link Settling} the outcome of promises, {@link Streams} connects the ends of streams, {@link Ledger} counts who
 * holds what, {@link GarbageRounds} collects what nobody holds.
 *
 * <p>Not thread-safe: entries are applied one after the other. Nothing here recurses over data that vats control, so no
 * chain of promises is too long.
 */
public final class KernelState {

    /**
     * How many messages may wait for one vat, or on one promise, if nothing else is said: half a kilobyte each or more, so
     * some 50 MB, and far more than a caller that waits for answers ever has.
     */
    public static final int DEFAULT_MAX_WAITING_MESSAGES = 100_000;

    /** How long the outcome of a call with an idempotency key is kept if nothing else is said. */
    public static final Duration DEFAULT_OUTCOME_AGE = Duration.ofHours(24);

    /** How many such outcomes are kept if nothing else is said. */
    public static final int DEFAULT_MAX_OUTCOMES = 100_000;

    /**
     * What a state is to be.
     *
     * @param unheard is told of each call that failed and that nobody waits for: its method, and why
     * @param maxWaitingMessages for one vat, or on one promise; what is more is rejected with {@code LIMIT_REACHED}
     * @param outcomeAge how long outcomes of keyed calls are kept
     * @param maxOutcomes how many of them
     * @param nowMillis the time, since the epoch
     * @param keeps whether there is a store: what differs from it is noted
     */
    public record Settings(
            BiConsumer<String, Fault> unheard,
            int maxWaitingMessages,
            Duration outcomeAge,
            int maxOutcomes,
            LongSupplier nowMillis,
            boolean keeps) {

        public static Settings of(BiConsumer<String, Fault> unheard, LongSupplier nowMillis, boolean keeps) {
            return new Settings(
                    unheard, DEFAULT_MAX_WAITING_MESSAGES, DEFAULT_OUTCOME_AGE, DEFAULT_MAX_OUTCOMES, nowMillis, keeps);
        }
    }

    private final Settings settings;
    private final Ledger ledger;
    private final Outbox outbox;
    private final Routing routing;
    private final Streams streams;
    private final KeyedCalls keyedCalls;
    private final HostRequests host;
    private final GarbageRounds rounds;
    private final VatLives lives;
    private final Map<String, SubclusterRecord> subclusters = new LinkedHashMap<>();
    private long position;

    /** An entry was applied in part. */
    private boolean isBroken;

    /** A state without anything in it. */
    public KernelState(Settings settings, Outbox outbox) {
        this.settings = settings;
        this.outbox = outbox;
        this.ledger = new Ledger(new Journal(settings.keeps()));
        this.routing = new Routing(ledger, outbox, settings.unheard(), settings.maxWaitingMessages());
        this.streams = new Streams(outbox);
        this.keyedCalls = new KeyedCalls(ledger, new KeyedCalls.Limits(settings.outcomeAge(), settings.maxOutcomes()));
        this.host = new HostRequests(routing, keyedCalls, settings.nowMillis());
        this.rounds = new GarbageRounds(ledger);
        this.lives = new VatLives(ledger, routing, streams, rounds, settings.nowMillis());
    }

    public void apply(Entry entry) {
        try {
            entry.applyTo(this);
            routing.settling().settleAll(null);
            streams.bringAll();
        } catch (RuntimeException | Error e) {
            isBroken = true;
            throw e;
        }
        position++;
    }

    /** How many entries were applied. */
    public long position() {
        return position;
    }

    /** How many rows differ from the disk. */
    public int unwritten() {
        return ledger.journal().size();
    }

    /**
     * What differs from the disk. From now on the disk is taken to be like that.
     *
     * @throws IllegalStateException if an entry could not be applied: half of it must not get to the disk
     */
    public Batch cut() {
        if (isBroken) {
            throw new IllegalStateException(
                    "an entry failed and was applied in part, so nothing is written any more; start the kernel again");
        }
        return ledger.journal().cut(position, ledger.numbers());
    }

    // What there is

    /** A vat that is not there yet: {@link Entry.AddVat} adds it. Any thread may call this. */
    public VatRecord newVat(VatRecord.Identity identity) {
        return new VatRecord(identity, ledger);
    }

    public Map<String, VatRecord> vats() {
        return lives.vats();
    }

    public List<SubclusterRecord> subclusters() {
        return List.copyOf(subclusters.values());
    }

    /** The last numbers that were given; whoever gives some later goes on behind them. */
    public long lastVat() {
        return ledger.numbers().vats().last();
    }

    public long lastSubcluster() {
        return ledger.numbers().subclusters().last();
    }

    /** How often this kernel was started with its store, this time included. */
    public long incarnation() {
        return ledger.numbers().incarnations().last();
    }

    Ledger ledger() {
        return ledger;
    }

    Routing routing() {
        return routing;
    }

    Streams streams() {
        return streams;
    }

    KeyedCalls keyedCalls() {
        return keyedCalls;
    }

    HostRequests host() {
        return host;
    }

    VatLives lives() {
        return lives;
    }

    // Subclusters

    void onKeep(Entry.KeepSubcluster keep) {
        var record = keep.subcluster();
        record.becomes(keep.now());
        record.answered(keep.answer().refs(), ledger);
        load(record);
        ledger.journal().changed(record);
    }

    void load(SubclusterRecord record) {
        subclusters.put(record.id(), record);
        ledger.numbers().subclusters().given(Long.parseLong(record.id().substring(1)));
    }

    void onForget(SubclusterRecord subcluster) {
        subclusters.remove(subcluster.id());
        subcluster.answered(List.of(), ledger);
        ledger.journal().removed(subcluster);
    }

    // Host code

    void onFind(Entry.Find find) {
        find.found().accept(Optional.ofNullable(new Lookup(this).find(find.text())));
    }

    void repeat(Restore.RepeatedCall repeated) {
        var service = repeated.service().host();
        if (service != null) {
            outbox.add(new Outgoing.Call(service, repeated.call()));
            return;
        }
        ledger.release(repeated.call().lease().refs(), false);
        routing.answer(
                repeated.call().message(),
                KernelSettlement.rejected(
                        ErrorCode.OUTCOME_UNKNOWN,
                        "the kernel started again before this was answered, and "
                                + repeated.service().text() + " is not there to be asked again"));
    }

    void onTell(Runnable told) {
        outbox.add(new Outgoing.News(told));
    }

    // Garbage

    void onBringOutYourDead(List<VatRecord> some) {
        rounds.ask(some.isEmpty() ? List.copyOf(vats().values()) : some);
    }

    void onTidy(boolean heapsWereCollected) {
        rounds.askDue(heapsWereCollected);
        if (garbage() > 0 || keyedCalls.size() > 0) {
            onCollectGarbage();
        }
    }

    void onCollectGarbage() {
        keyedCalls.forgetOld(settings.nowMillis().getAsLong());
        rounds.collect();
    }

    /** How many objects and promises nobody reaches and nobody has looked at. */
    public int garbage() {
        return ledger.garbage().size();
    }
}
