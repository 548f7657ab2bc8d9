package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatException;

/** The first crank of a heap. */
final class VatStart {

    private static final String VERSION = "engine.version";

    private final Vat vat;
    private final VatBoundary boundary;
    private final EngineContext context;

    VatStart(Vat vat, VatBoundary boundary, EngineContext context) {
        this.vat = vat;
        this.boundary = boundary;
        this.context = context;
    }

    void run(VatState state, VatTimers timers) throws Exception {
        boundary.values().load(state.values());
        if (!state.values().isEmpty()) {
            boundary.garbage().start(state.reachable());
        }
        timers.start(state.incarnation());
        upgrade(state.incarnation() == 0);
        context.enter(StartPhase.ROOT);
        var root = vat.root(context);
        if (!(root instanceof Remotable)) {
            throw new VatException(
                    ErrorCode.VAT_CODE_INVALID,
                    "root of " + boundary.owner() + " returned "
                            + (root == null ? "null" : "a " + root.getClass().getName()) + "; it must be a Remotable");
        }
        var before = boundary.exports().root(root);
        if (before != null) {
            boundary.crank().change(new Renaming(before, Slot.ROOT));
        }
        context.started(root);
    }

    /** The first version needs no row. */
    private void upgrade(boolean isFirstStart) {
        var version = vat.version();
        if (version < 1) {
            throw new VatException(
                    ErrorCode.VAT_CODE_INVALID,
                    boundary.owner() + " says that its version is " + version + "; the first is 1");
        }
        var stored = boundary.objects().stored();
        var from = (int) stored.number(VERSION, 1);
        if (from == version) {
            return;
        }
        if (!isFirstStart) {
            context.enter(StartPhase.UPGRADE);
            upgrade(from, version);
        }
        stored.write(VERSION, version);
    }

    private void upgrade(int from, int to) {
        try {
            vat.upgrade(context, from);
        } catch (Exception e) {
            var reason = Faults.of(e);
            throw new VatException(new Fault(
                    reason.code(),
                    reason.type(),
                    "upgrade of " + boundary.owner() + " from version " + from + " to " + to + " failed: "
                            + reason.message(),
                    reason.cause()));
        }
    }
}
