package dev.vellamo.daemon.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vellamo.cli.LoadedConfig;
import dev.vellamo.kernel.KernelEvent;
import dev.vellamo.kernel.RollbackReport;
import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.protocol.config.ConfigChanges;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;

/**
 * For programs: one JSON object a line. Every one has {@code event} and {@code time} (UTC, ISO 8601); the module's README lists
 * the others, whose names never change.
 */
record JsonReport(Clock clock) implements RunReport {

    @Override
    public List<Line> launching(KernelEvent.Launching event) {
        return line(json("launching", event).put("name", event.name()));
    }

    @Override
    public List<Line> vatStarted(KernelEvent.VatStarted event) {
        return line(json("vatStarted", event).put("vat", event.vat()).put("id", event.id()));
    }

    @Override
    public List<Line> channelListening(KernelEvent.ChannelListening event) {
        return line(json("channelListening", event)
                .put("channel", event.channel())
                .put("type", event.type().name().toLowerCase(Locale.ROOT))
                .put("address", event.address()));
    }

    @Override
    public List<Line> channelFailed(KernelEvent.ChannelFailed event) {
        return line(json("channelFailed", event)
                .put("channel", event.channel())
                .put("hasListened", event.hasListened())
                .put("reason", event.reason()));
    }

    @Override
    public List<Line> guestReady(KernelEvent.GuestReady event) {
        return line(json("guestReady", event)
                .put("guest", event.guest())
                .put("pid", event.pid())
                .put("restarts", event.restarts())
                .put("confinement", event.confinement()));
    }

    @Override
    public List<Line> guestDied(KernelEvent.GuestDied event) {
        return line(json("guestDied", event).put("guest", event.guest()).put("reason", event.reason()));
    }

    @Override
    public List<Line> launched(KernelEvent.Launched event) {
        return line(json("launched", event).put("name", event.name()));
    }

    @Override
    public List<Line> restoring(KernelEvent.Restoring event) {
        return line(json("restoring", event).put("name", event.name()));
    }

    @Override
    public List<Line> restored(KernelEvent.Restored event) {
        return line(json("restored", event).put("name", event.name()));
    }

    @Override
    public List<Line> notRestored(KernelEvent.NotRestored event) {
        return line(json("notRestored", event).put("name", event.name()).put("reason", event.reason()));
    }

    @Override
    public List<Line> vatRestarting(KernelEvent.VatRestarting event) {
        return line(json("vatRestarting", event)
                .put("vat", event.vat())
                .put("id", event.id())
                .put("code", event.code())
                .put("reason", event.reason())
                .put("startsInMillis", event.startsIn().toMillis()));
    }

    @Override
    public List<Line> vatRestarted(KernelEvent.VatRestarted event) {
        return line(json("vatRestarted", event)
                .put("vat", event.vat())
                .put("id", event.id())
                .put("restarts", event.restarts()));
    }

    @Override
    public List<Line> vatQuarantined(KernelEvent.VatQuarantined event) {
        var json = json("vatQuarantined", event)
                .put("vat", event.vat())
                .put("id", event.id())
                .put("reason", event.reason());
        event.triesIn().ifPresent(pause -> json.put("triesInMillis", pause.toMillis()));
        return line(json);
    }

    @Override
    public List<Line> kept(KernelEvent.Kept event) {
        var json = json("kept", event).put("name", event.name());
        json.set("report", json(event.report()));
        return line(json);
    }

    @Override
    public List<Line> storeFailed(KernelEvent.StoreFailed event) {
        return line(json("storeFailed", event).put("store", event.store()).put("reason", event.reason()));
    }

    @Override
    public List<Line> rolledBack(KernelEvent.RolledBack event) {
        var reason = event.reason();
        var json = json("rolledBack", event).put("name", event.name());
        json.put("code", reason.code().name()).put("error", String.valueOf(reason.getMessage()));
        var causes = json.putArray("causes");
        Failures.causes(reason).forEach(causes::add);
        reason.rollback().ifPresent(report -> json.set("report", json(report)));
        return line(json);
    }

    @Override
    public List<Line> vatEnded(KernelEvent.VatEnded event) {
        return line(json("vatEnded", event)
                .put("vat", event.vat())
                .put("id", event.id())
                .put("failed", Failures.isFailure(event))
                .put("code", event.code())
                .put("reason", event.reason()));
    }

    @Override
    public List<Line> threadWrittenOff(KernelEvent.ThreadWrittenOff event) {
        return line(json("threadWrittenOff", event).put("vat", event.vat()).put("thread", event.thread()));
    }

    @Override
    public List<Line> threadCameBack(KernelEvent.ThreadCameBack event) {
        return line(json("threadCameBack", event).put("vat", event.vat()).put("thread", event.thread()));
    }

    @Override
    public List<Line> terminated(KernelEvent.Terminated event) {
        var json = json("terminated", event).put("name", event.name()).put("reason", event.reason());
        json.set("report", json(event.report()));
        return line(json);
    }

    @Override
    public List<Line> refused(LoadedConfig.Refused refused) {
        return line(refused.json().put("time", clock.instant().toString()));
    }

    @Override
    public List<Line> changed(Path home, List<ConfigChanges.Change> changes) {
        var json = json("changed").put("home", home.toString());
        var list = json.putArray("changes");
        changes.forEach(change -> {
            var entry = list.addObject().put("pointer", change.pointer());
            putIfThere(entry, "from", change.from());
            putIfThere(entry, "to", change.to());
        });
        return line(json);
    }

    private static void putIfThere(ObjectNode json, String key, JsonNode value) {
        if (!value.isMissingNode()) {
            json.set(key, value);
        }
    }

    @Override
    public List<Line> unusable(StoreException reason) {
        return line(json("storeUnusable")
                .put("code", reason.code().name())
                .put("error", String.valueOf(reason.getMessage())));
    }

    @Override
    public List<Line> interrupted(SignalTrap.Caught signal) {
        return line(json("interrupted").put("signal", "SIG" + signal.name()));
    }

    @Override
    public List<Line> failed(String what, Throwable reason) {
        var json = json("failed").put("error", what + ": " + reason);
        var causes = json.putArray("causes");
        Failures.causes(reason).forEach(causes::add);
        return line(json);
    }

    @Override
    public List<Line> exit(int code) {
        return line(json("exit").put("code", code));
    }

    @Override
    public Line lostLines(long count) {
        return line(json("linesLost").put("count", count)).get(0);
    }

    private ObjectNode json(String event, KernelEvent of) {
        return json(event).put("subcluster", of.subcluster());
    }

    private ObjectNode json(String event) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("event", event)
                .put("time", clock.instant().toString());
    }

    private static ObjectNode json(RollbackReport report) {
        var json = JsonNodeFactory.instance
                .objectNode()
                .put("clean", report.isClean())
                .put("failedStep", report.failedStep());
        var released = json.putArray("released");
        report.released()
                .forEach(release -> released.addObject()
                        .put("name", release.name())
                        .put("outcome", release.outcome().name())
                        .put("detail", release.detail()));
        var unfinished = json.putArray("unfinished");
        report.unfinished().forEach(unfinished::add);
        var threads = json.putArray("writtenOffThreads");
        report.writtenOffThreads().forEach(threads::add);
        return json;
    }

    private static List<Line> line(ObjectNode json) {
        return List.of(Line.out(json.toString()));
    }
}
