package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.stream.IntStream;

/** A kernel state with vats that do what a test says, and a host that remembers what it hears. */
final class Simulation {

    private final List<String> unheard = new ArrayList<>();
    private final KernelState state = States.ephemeral((method, fault) -> unheard.add(method + " " + fault.code()));
    private int vats;
    private final Map<KernelPromise, List<KernelSettlement>> heard = new WeakHashMap<>();

    KernelState state() {
        return state;
    }

    /** Calls that failed and that nobody waited for: {@code hello OBJECT_DELETED}. */
    List<String> unheard() {
        return unheard;
    }

    FakeVat vat(String name) {
        vats++;
        var vat = new FakeVat(state, "v" + vats, name);
        vat.starts();
        return vat;
    }

    /** The host calls a method and waits for its result. */
    KernelPromise calls(KernelRef target, String method, KernelRef... arguments) {
        var result = new KernelPromise();
        state.apply(new Entry.HostSend(target, new KernelMessage(method, list(arguments), result)));
        watches(result);
        return result;
    }

    void tells(KernelRef target, String method, KernelRef... arguments) {
        state.apply(new Entry.HostSend(target, new KernelMessage(method, list(arguments), null)));
    }

    void watches(KernelPromise promise) {
        var settlements = heard.computeIfAbsent(promise, fresh -> new ArrayList<>());
        state.apply(new Entry.HostWatch(promise, (settlement, lease) -> settlements.add(settlement)));
    }

    void fulfils(KernelPromise promise, Object value) {
        state.apply(new Entry.HostSettle(
                promise, new KernelSettlement.Fulfilled(KernelData.of(new Passable.Immutable(value))), null));
    }

    void fulfils(KernelPromise promise, KernelRef value) {
        state.apply(new Entry.HostSettle(promise, new KernelSettlement.Fulfilled(KernelData.reference(value)), null));
    }

    void terminates(FakeVat vat) {
        state.apply(new Entry.EndVat(vat.record(), Fault.of(ErrorCode.VAT_TERMINATED, "the test ends it")));
    }

    /** Lets {@code vat} know {@code refs} and returns its slots for them. */
    List<Slot> introduces(FakeVat vat, KernelRef... refs) {
        tells(vat.root(), "meet", refs);
        return ((Delivery.Message) vat.runs()).arguments().slots();
    }

    Slot introduces(FakeVat vat, KernelRef ref) {
        return introduces(vat, new KernelRef[] {ref}).get(0);
    }

    /** How a promise that the host watches ended, once for each time it was told. */
    List<String> heard(KernelPromise promise) {
        return heard.getOrDefault(promise, List.of()).stream()
                .map(Described::outcome)
                .toList();
    }

    Fault fault(KernelPromise promise) {
        return ((KernelSettlement.Rejected)
                        heard.getOrDefault(promise, List.of()).get(0))
                .reason();
    }

    static KernelData list(KernelRef... refs) {
        var items = IntStream.range(0, refs.length)
                .<Passable>mapToObj(Passable.Reference::new)
                .toList();
        return new KernelData(new Passable.Sequence(items), List.of(refs));
    }
}
