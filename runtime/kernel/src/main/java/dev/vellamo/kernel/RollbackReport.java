package dev.vellamo.kernel;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What was released, in this order, when a launch was undone or a subcluster terminated.
 *
 * @param failedStep the step of the launch that did not succeed; empty text if none failed
 * @param released newest first
 * @param unfinished steps that had not ended when the report was made; what they still bring is released on arrival
 * @param writtenOffThreads threads that stay until the vat code on them returns
 */
public record RollbackReport(
        String failedStep, List<Release> released, List<String> unfinished, List<String> writtenOffThreads) {

    /** How the release of one thing ended. */
    public enum Outcome {
        RELEASED,
        FAILED,
        TIMED_OUT
    }

    /**
     * One thing that was released.
     *
     * @param detail why it failed; empty text if it did not
     */
    public record Release(String name, Outcome outcome, String detail) {}

    public RollbackReport {
        released = List.copyOf(released);
        unfinished = List.copyOf(unfinished);
        writtenOffThreads = List.copyOf(writtenOffThreads);
    }

    /** Whether nothing is left. */
    public boolean isClean() {
        return unfinished.isEmpty()
                && writtenOffThreads.isEmpty()
                && released.stream().allMatch(release -> release.outcome() == Outcome.RELEASED);
    }

    /** Names of what could not be released. */
    public List<String> leaked() {
        return released.stream()
                .filter(release -> release.outcome() != Outcome.RELEASED)
                .map(Release::name)
                .toList();
    }

    /** A line for each thing, for people. */
    public String describe() {
        var lines = released.stream()
                .map(release -> "  " + describe(release.outcome()) + " " + release.name()
                        + (release.detail().isEmpty() ? "" : ": " + release.detail()))
                .collect(Collectors.toList());
        unfinished.forEach(step -> lines.add("  still running: " + step + " (released when it ends)"));
        writtenOffThreads.forEach(
                thread -> lines.add("  written off: thread " + thread + " (ends when its code returns)"));
        return String.join("\n", lines);
    }

    private static String describe(Outcome outcome) {
        return switch (outcome) {
            case RELEASED -> "released ";
            case FAILED -> "NOT released (failed)";
            case TIMED_OUT -> "NOT released (timed out)";
        };
    }
}
