package dev.vellamo.daemon.run;

import dev.vellamo.cli.LoadedConfig;
import dev.vellamo.cli.RunOptions.Detail;
import dev.vellamo.cli.Terminal;
import dev.vellamo.kernel.KernelEvent;
import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.RollbackReport;
import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.protocol.config.ConfigChanges;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** For people: what happens on the standard output, what goes wrong on the error output. */
record TextReport(Detail detail, Terminal terminal) implements RunReport {

    @Override
    public List<Line> launching(KernelEvent.Launching event) {
        return progress("launching " + event.name() + " as " + event.subcluster());
    }

    @Override
    public List<Line> vatStarted(KernelEvent.VatStarted event) {
        return progress("started vat " + event.vat() + " (" + event.id() + ")");
    }

    @Override
    public List<Line> channelListening(KernelEvent.ChannelListening event) {
        var what = switch (event.type()) {
            case SOCKET, LISTEN -> "listening on ";
            case NETWORK -> "connected to ";
            case FILE -> "opened ";
            case CONSOLE -> "using the ";
        };
        return progress(what + event.address() + " (" + event.channel() + ")");
    }

    @Override
    public List<Line> channelFailed(KernelEvent.ChannelFailed event) {
        return problem("IO channel " + event.channel()
                + (event.hasListened() ? " is not open any more: " : " cannot be opened yet: ") + event.reason()
                + "; it is tried again until it can");
    }

    @Override
    public List<Line> guestReady(KernelEvent.GuestReady event) {
        var again = event.restarts() == 0 ? "" : " again, restart " + event.restarts();
        return progress("started guest " + event.guest() + again + " (process " + event.pid() + "; "
                + event.confinement() + ")");
    }

    @Override
    public List<Line> guestDied(KernelEvent.GuestDied event) {
        var lines = new ArrayList<>(problem("guest " + event.guest() + " died; it starts again with the first of its vats"
                + " that does:"));
        addIndented(event.reason(), lines);
        return lines;
    }

    @Override
    public List<Line> launched(KernelEvent.Launched event) {
        return progress(terminal.styled("bold", "launched") + "; press Ctrl-C to end it");
    }

    @Override
    public List<Line> restoring(KernelEvent.Restoring event) {
        return progress("restoring " + event.name() + " as " + event.subcluster());
    }

    @Override
    public List<Line> restored(KernelEvent.Restored event) {
        return progress(terminal.styled("bold", "restored") + "; press Ctrl-C to end the run, the state stays");
    }

    @Override
    public List<Line> notRestored(KernelEvent.NotRestored event) {
        return problem(event.name() + " (" + event.subcluster() + ") is kept and cannot come back: " + event.reason());
    }

    @Override
    public List<Line> vatRestarting(KernelEvent.VatRestarting event) {
        return problem("vat " + event.vat() + " (" + event.id() + ") failed and starts again in "
                + event.startsIn().toMillis() + " ms: " + event.reason());
    }

    @Override
    public List<Line> vatRestarted(KernelEvent.VatRestarted event) {
        return progress("started vat " + event.vat() + " (" + event.id() + ") again, restart " + event.restarts());
    }

    @Override
    public List<Line> vatQuarantined(KernelEvent.VatQuarantined event) {
        var next = event.triesIn()
                .map(pause -> "it is tried again in " + pause.toSeconds() + " s")
                .orElse("it is not tried again before it is asked for");
        var lines = new ArrayList<>(problem("vat " + event.vat() + " (" + event.id()
                + ") cannot start; it keeps its state and its messages, and " + next + ":"));
        addIndented(event.reason(), lines);
        return lines;
    }

    @Override
    public List<Line> kept(KernelEvent.Kept event) {
        return ended("ended; the state of " + event.name() + " is kept", event.report());
    }

    @Override
    public List<Line> storeFailed(KernelEvent.StoreFailed event) {
        return problem("what happens cannot be written to " + event.store() + ": " + event.reason()
                + "; the run ends, and the next one goes on from what was written");
    }

    @Override
    public List<Line> rolledBack(KernelEvent.RolledBack event) {
        var reason = event.reason();
        var interrupted = reason.code() == KernelException.Code.LAUNCH_CANCELLED;
        var lines = new ArrayList<>(problem("the launch of " + event.name()
                + (interrupted ? " was interrupted and rolled back" : " failed and was rolled back")));
        addIndented("error: " + reason.getMessage(), lines);
        Failures.causes(reason).forEach(cause -> addIndented("cause: " + cause, lines));
        reason.rollback().ifPresent(report -> addRollback(report, lines));
        addStackTrace(reason, lines);
        return lines;
    }

    private static void addRollback(RollbackReport report, List<Line> lines) {
        if (!report.failedStep().isEmpty()) {
            addIndented("at step: " + report.failedStep(), lines);
        }
        lines.add(Line.err(report.released().isEmpty() ? "nothing had been acquired" : "rollback, newest first:"));
        addReport(report, lines);
        lines.add(Line.err(report.isClean() ? "nothing is left" : "what was not released is left"));
    }

    private static void addReport(RollbackReport report, List<Line> lines) {
        if (!report.describe().isEmpty()) {
            Line.printable(report.describe()).forEach(line -> lines.add(Line.err(line)));
        }
    }

    @Override
    public List<Line> vatEnded(KernelEvent.VatEnded event) {
        var text = "vat " + event.vat() + " (" + event.id() + ") ended: " + event.reason();
        return Failures.isFailure(event) ? problem(text) : progress(text);
    }

    @Override
    public List<Line> threadWrittenOff(KernelEvent.ThreadWrittenOff event) {
        return problem("vat " + event.vat() + ": what it was doing did not end in time; its thread " + event.thread()
                + " was written off and stays until it does");
    }

    @Override
    public List<Line> threadCameBack(KernelEvent.ThreadCameBack event) {
        return progress(
                "the code of vat " + event.vat() + " returned after all: thread " + event.thread() + " is gone");
    }

    @Override
    public List<Line> terminated(KernelEvent.Terminated event) {
        return ended("ended: " + event.reason(), event.report());
    }

    private List<Line> ended(String text, RollbackReport report) {
        var lines = new ArrayList<>(progress(text));
        if (!report.isClean()) {
            lines.addAll(problem("not everything could be released:"));
            addReport(report, lines);
        } else if (detail == Detail.VERBOSE) {
            addReport(report, lines);
        }
        return lines;
    }

    @Override
    public List<Line> refused(LoadedConfig.Refused refused) {
        return refused.lines().stream()
                .map(line -> Line.err(terminal.styled("fg(red)", line)))
                .toList();
    }

    @Override
    public List<Line> changed(Path home, List<ConfigChanges.Change> changes) {
        var lines = new ArrayList<>(problem("the config is not the one that " + home + " keeps; it would change:"));
        changes.forEach(change -> addIndented(change.toString(), lines));
        lines.add(Line.err("run it with the config that it had, or with --fresh: that ends what is kept of it, with its"
                + " state, and launches this one"));
        return lines;
    }

    @Override
    public List<Line> unusable(StoreException reason) {
        var lines = new ArrayList<>(problem(String.valueOf(reason.getMessage())));
        addStackTrace(reason, lines);
        return lines;
    }

    @Override
    public List<Line> interrupted(SignalTrap.Caught signal) {
        return List.of(Line.err("shutting down; press Ctrl-C again to kill"));
    }

    @Override
    public List<Line> failed(String what, Throwable reason) {
        var lines = new ArrayList<>(problem(what + ": " + reason));
        Failures.causes(reason).forEach(cause -> addIndented("cause: " + cause, lines));
        addStackTrace(reason, lines);
        return lines;
    }

    @Override
    public List<Line> exit(int code) {
        return List.of();
    }

    @Override
    public Line lostLines(long count) {
        return Line.err("vellamo: " + count + " lines were lost here: they were not read fast enough");
    }

    private List<Line> progress(String text) {
        return detail == Detail.QUIET ? List.of() : List.of(Line.out(Line.onOneLine(text)));
    }

    private List<Line> problem(String text) {
        return List.of(Line.err(terminal.styled("fg(red)", "vellamo: " + Line.onOneLine(text))));
    }

    private static void addIndented(String text, List<Line> lines) {
        Line.printable(text).forEach(line -> lines.add(Line.err("  " + line)));
    }

    private void addStackTrace(Throwable failure, List<Line> lines) {
        if (detail == Detail.VERBOSE) {
            Failures.stackTrace(failure).forEach(line -> lines.add(Line.err("  " + line)));
        }
    }
}
