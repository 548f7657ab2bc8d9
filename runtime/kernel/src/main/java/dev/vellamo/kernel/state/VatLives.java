package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Delivery;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The vats that there are, and what becomes of each: its heap begins, its cranks are applied, its heap is lost, it ends. */
final class VatLives {

    private final Ledger ledger;
    private final Routing routing;
    private final Settling settling;
    private final Streams streams;
    private final Cranks cranks;
    private final GarbageRounds rounds;
    private final LongSupplier nowMillis;
    private final Map<String, VatRecord> vats = new LinkedHashMap<>();

    VatLives(Ledger ledger, Routing routing, Streams streams, GarbageRounds rounds, LongSupplier nowMillis) {
        this.streams = streams;
        this.ledger = ledger;
        this.routing = routing;
        this.settling = routing.settling();
        this.cranks = new Cranks(ledger, routing, streams, nowMillis);
        this.rounds = rounds;
        this.nowMillis = nowMillis;
    }

    Map<String, VatRecord> vats() {
        return Collections.unmodifiableMap(vats);
    }

    void add(VatRecord vat) {
        load(vat);
        ledger.journal().changed(vat);
    }

    /** One that is on disk already. */
    void load(VatRecord vat) {
        vats.put(vat.id(), vat);
        ledger.numbers().vats().given(Long.parseLong(vat.id().substring(1)));
    }

    /** Its code is loaded: its heap begins, and what waits for it is brought. */
    void attach(VatRecord vat, VatPort port) {
        var ended = vat.ended();
        if (ended != null) {
            port.ended(ended);
            return;
        }
        if (vat.isUp()) {
            throw new IllegalStateException("vat " + vat.label() + " was attached twice");
        }
        port.start(vat.attach(port));
        vat.timers().forEach((number, timer) -> {
            var times = timer.times();
            port.setTimer(number, times.delay(nowMillis.getAsLong()), times.period());
        });
        routing.bringWaiting(vat);
    }

    /** Applies what a crank did, if it counts and all of it is legal. */
    void crank(Entry.Crank crank) {
        var vat = crank.vat();
        if (!vat.isUp()
                || vat.incarnation() != crank.incarnation()
                || !vat.deliveries().expects(crank.delivery())) {
            return;
        }
        var illegal = WriteSetCheck.illegalIn(crank.writeSet(), vat);
        if (illegal != null) {
            fail(vat, crank.delivery(), Fault.of(ErrorCode.ILLEGAL_OPERATION, "vat " + vat.label() + ": " + illegal));
            return;
        }
        cranks.apply(crank);
        vat.applied(crank.delivery());
        rounds.ran(vat, crank.delivery());
        var exit = crank.writeSet().exit();
        if (exit != null) {
            end(vat, Fault.of(ErrorCode.VAT_TERMINATED, "vat " + vat.label() + " exited: " + exit), -1);
        }
    }

    void fail(Entry.Fail entry) {
        if (entry.vat().isUp() && entry.vat().incarnation() == entry.incarnation()) {
            fail(entry.vat(), entry.delivery(), entry.reason());
        }
    }

    /** What ran is brought once more, but not a second time. */
    void placeDied(Entry.PlaceDied entry) {
        var vat = entry.vat();
        if (!vat.isUp() || vat.incarnation() != entry.incarnation()) {
            return;
        }
        var ran = vat.queue().broughtBy(vat.deliveries().expected());
        if (ran != null && ran.attempts() > 0) {
            var text = "vat " + vat.label() + ": the place where it ran died twice while it ran \""
                    + ran.message().method() + "\"";
            var fault = new Fault(ErrorCode.VAT_FAILED.name(), null, text, entry.reason());
            fail(vat, vat.deliveries().expected(), fault);
            return;
        }
        if (ran != null) {
            ran.attempts(1);
            ledger.journal().changed(ran);
        }
        fail(vat, -1, entry.reason());
    }

    private void fail(VatRecord vat, long delivery, Fault reason) {
        if (vat.port().startsAgainAfter(reason)) {
            lose(vat, delivery, reason);
        } else {
            end(vat, reason, delivery);
        }
    }

    void restart(VatRecord vat, Fault reason) {
        if (vat.isUp()) {
            lose(vat, -1, reason);
        }
    }

    void end(Entry.EndVat entry) {
        if (!entry.vat().isEnded()) {
            end(entry.vat(), entry.reason(), -1);
        }
    }

    /** The vat is down from now on, with everything that does not depend on its heap. */
    private void lose(VatRecord vat, long delivery, Fault reason) {
        var culprit = vat.queue().broughtBy(delivery);
        if (culprit != null) {
            vat.queue().applied(delivery);
        }
        var port = vat.port();
        var known = vat.loseHeap();
        port.lost(reason);
        for (var waiting : vat.queue().all()) {
            waiting.deliveredBy(0);
            var result = waiting.message().result();
            if (result != null) {
                settling.decideBy(result, null);
                result.waits();
            }
        }
        rejectDecided(vat, known, culprit, reason, ErrorCode.VAT_RESTARTED);
        streams.lost(vat, ErrorCode.VAT_RESTARTED, reason);
    }

    private void end(VatRecord vat, Fault reason, long delivery) {
        var culprit = vat.queue().broughtBy(delivery);
        var known = vat.end(reason);
        vats.remove(vat.id());
        for (var waiting : vat.queue().takeAll()) {
            var result = waiting.message().result();
            if (result != null && result.isResultOfWaiting()) {
                settling.decideBy(result, null);
                settling.settle(result, new KernelSettlement.Rejected(gone(vat, reason, ErrorCode.VAT_TERMINATED)));
            }
        }
        rejectDecided(vat, known, culprit, reason, ErrorCode.VAT_TERMINATED);
        streams.lost(vat, ErrorCode.VAT_TERMINATED, reason);
    }

    private void rejectDecided(
            VatRecord vat, Map<Slot, KernelPromise> known, @Nullable Waiting culprit, Fault reason, ErrorCode others) {
        var guilty = culprit == null ? null : culprit.message().result();
        for (var promise : known.values()) {
            if (promise.decider() == vat) {
                settling.decideBy(promise, null);
                settling.settle(
                        promise, new KernelSettlement.Rejected(promise == guilty ? reason : gone(vat, reason, others)));
            }
        }
        known.values().forEach(promise -> promise.letGo(vat, ledger));
    }

    private static Fault gone(VatRecord vat, Fault reason, ErrorCode code) {
        var what = code == ErrorCode.VAT_RESTARTED ? "lost its heap" : "was terminated";
        return reason.is(code)
                ? reason
                : new Fault(code.name(), null, "vat " + vat.label() + " " + what + " before it answered", reason);
    }

    /** @param passed consumed when the vat has come to it, if anybody wants to know */
    void wake(VatRecord vat, @Nullable Receipt passed) {
        if (vat.isUp()) {
            var number = vat.deliver(new Delivery.Wake());
            if (passed != null) {
                vat.deliveries().expectReceipt(number, passed);
            }
        } else if (passed != null) {
            passed.returned();
        }
    }

    void timerDue(Entry.TimerDue due) {
        var vat = due.vat();
        var timer = vat.timers().find(due.timer());
        if (!vat.isUp() || timer == null || timer.isLate()) {
            return;
        }
        timer.fire(routing, nowMillis.getAsLong());
        if (!due.repeats()) {
            vat.port().cancelTimer(due.timer());
            vat.timers().clear(due.timer());
        }
    }
}
