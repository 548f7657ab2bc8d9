package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.KernelStatus.ChannelState;
import dev.vellamo.kernel.KernelStatus.ChannelStatus;
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
        private @Nullable String writtenOffThread;

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

    synchronized void vatStarting(String vat, String vatId, VatRunner runner) {
        var part = new VatPart(vatId);
        part.runner = runner;
        vats.put(vat, part);
        liveVats++;
    }

    synchronized void vatStarted(String vat) {
        part(vat).state = VatState.RUNNING;
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
        part(vat).writtenOffThread = thread;
    }

    /** Returns the name of the thread. */
    synchronized String threadCameBack(String vat) {
        var thread = part(vat).writtenOffThread;
        part(vat).writtenOffThread = null;
        return thread == null ? "" : thread;
    }

    synchronized void channel(String channel, String path, ChannelState state) {
        channels.put(channel, new ChannelStatus(channel, path, state));
    }

    synchronized List<String> writtenOffThreads() {
        var threads = new ArrayList<String>();
        for (var part : vats.values()) {
            if (part.writtenOffThread != null) {
                threads.add(part.writtenOffThread);
            }
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
                Optional.ofNullable(part.reason),
                Optional.ofNullable(part.writtenOffThread))));
        return new SubclusterStatus(id, name, phase, vatStatus, List.copyOf(channels.values()));
    }

    private VatPart part(String vat) {
        var part = vats.get(vat);
        if (part == null) {
            throw new IllegalStateException("no vat \"" + vat + "\" in subcluster " + id);
        }
        return part;
    }
}
