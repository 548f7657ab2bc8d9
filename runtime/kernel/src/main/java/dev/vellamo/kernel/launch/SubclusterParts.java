package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.KernelStatus.ChannelState;
import dev.vellamo.kernel.KernelStatus.ChannelStatus;
import dev.vellamo.kernel.KernelStatus.GuestState;
import dev.vellamo.kernel.KernelStatus.GuestStatus;
import dev.vellamo.kernel.KernelStatus.Phase;
import dev.vellamo.kernel.KernelStatus.SubclusterStatus;
import dev.vellamo.kernel.KernelStatus.VatState;
import dev.vellamo.kernel.KernelStatus.VatStatus;
import dev.vellamo.kernel.run.VatRunner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a subcluster consists of at this moment: written by its supervisor, its vats and its channels, read by status from
 * any thread.
 */
public final class SubclusterParts {

    private final String id;
    private final String name;
    private final Map<String, VatPart> vats = new LinkedHashMap<>();
    private final Map<String, ChannelStatus> channels = new LinkedHashMap<>();
    private final Map<String, GuestStatus> guests = new LinkedHashMap<>();
    private Phase phase = Phase.LAUNCHING;
    private int liveVats;

    public SubclusterParts(String id, String name) {
        this.id = id;
        this.name = name;
    }

    /** One vat; its fields are guarded by the parts it belongs to. */
    private static final class VatPart {
        private final String id;
        private @Nullable VatRunner runner;
        private VatState state = VatState.STARTING;
        private @Nullable String reason;
        private int heaps;
        private final List<String> writtenOffThreads = new ArrayList<>(0);

        VatPart(String id) {
            this.id = id;
        }
    }

    public String id() {
        return id;
    }

    public String name() {
        return name;
    }

    synchronized void phase(Phase next) {
        phase = next;
    }

    /** There will be a vat; the vats are shown in the order of these calls. */
    synchronized void vat(String vat, String vatId) {
        vats.put(vat, new VatPart(vatId));
        liveVats++;
    }

    /** A heap of a vat begins, the first or a later one. */
    synchronized void vatStarting(String vat, VatRunner runner) {
        var part = part(vat);
        part.runner = runner;
        part.state = VatState.STARTING;
    }

    /** Returns how many heaps it had before. */
    synchronized int vatStarted(String vat) {
        var part = part(vat);
        part.state = VatState.RUNNING;
        return part.heaps++;
    }

    synchronized void vatRestarting(String vat, String reason) {
        part(vat).state = VatState.RESTARTING;
        part(vat).reason = reason;
    }

    synchronized void vatQuarantined(String vat, String reason) {
        part(vat).state = VatState.QUARANTINED;
        part(vat).reason = reason;
    }

    /** Returns whether it was the last one alive. */
    synchronized boolean vatEnded(String vat, String reason) {
        var part = part(vat);
        if (part.state != VatState.ENDED) {
            part.state = VatState.ENDED;
            part.reason = reason;
            part.runner = null;
            liveVats--;
        }
        return liveVats == 0;
    }

    synchronized void threadWrittenOff(String vat, String thread) {
        part(vat).writtenOffThreads.add(thread);
    }

    synchronized void threadCameBack(String vat, String thread) {
        part(vat).writtenOffThreads.remove(thread);
    }

    synchronized void channel(String channel, String address, ChannelState state) {
        channels.put(channel, new ChannelStatus(channel, address, state));
    }

    /** A guest has no process, not yet or not any more. */
    synchronized void guest(String guest, GuestState state) {
        var before = guestBefore(guest);
        guests.put(guest, new GuestStatus(guest, state, 0, before.restarts(), before.confinement(), before.reason()));
    }

    synchronized void guestReady(String guest, int pid, String confinement) {
        var before = guestBefore(guest);
        var restarts = before.confinement().isEmpty() ? 0 : before.restarts() + 1;
        guests.put(guest, new GuestStatus(guest, GuestState.READY, pid, restarts, confinement, before.reason()));
    }

    synchronized void guestDied(String guest, String reason) {
        var before = guestBefore(guest);
        guests.put(
                guest,
                new GuestStatus(
                        guest, GuestState.ABSENT, 0, before.restarts(), before.confinement(), Optional.of(reason)));
    }

    private GuestStatus guestBefore(String guest) {
        var before = guests.get(guest);
        return before == null ? new GuestStatus(guest, GuestState.ABSENT, 0, 0, "", Optional.empty()) : before;
    }

    synchronized List<String> writtenOffThreads() {
        var threads = new ArrayList<String>();
        for (var part : vats.values()) {
            threads.addAll(part.writtenOffThreads);
        }
        return threads;
    }

    public synchronized SubclusterStatus status() {
        var vatStatus = new ArrayList<VatStatus>(vats.size());
        vats.forEach((vat, part) -> vatStatus.add(new VatStatus(
                part.id,
                vat,
                part.state,
                part.runner == null ? 0 : part.runner.queued(),
                Math.max(0, part.heaps - 1),
                Optional.ofNullable(part.reason),
                part.writtenOffThreads.stream().reduce((earlier, later) -> later))));
        return new SubclusterStatus(
                id, name, phase, vatStatus, List.copyOf(channels.values()), List.copyOf(guests.values()));
    }

    private VatPart part(String vat) {
        var part = vats.get(vat);
        if (part == null) {
            throw new IllegalStateException("no vat \"" + vat + "\" in subcluster " + id);
        }
        return part;
    }
}
