package dev.vellamo.vm.linux;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What all processes of a control group may use together. What is absent is not limited.
 *
 * @param memoryBytes memory that is really used, files in memory included, swap excluded; beyond it the whole group is
 *     killed
 * @param tasks processes and threads at a time; more cannot be started. A Java virtual machine has 20 to 40 of its own
 * @param processorPercent share of one processor's time, 200 for two processors; whoever uses more waits
 */
public record GroupLimits(OptionalLong memoryBytes, OptionalInt tasks, OptionalInt processorPercent) {

    public static final GroupLimits NONE =
            new GroupLimits(OptionalLong.empty(), OptionalInt.empty(), OptionalInt.empty());

    /** Over which the share of a processor is taken: the kernel's own default. */
    private static final int PERIOD_US = 100_000;

    private static final int PERCENT = 100;

    public GroupLimits {
        check(memoryBytes.orElse(1), "memory");
        check(tasks.orElse(1), "tasks");
        check(processorPercent.orElse(1), "share of a processor");
    }

    private static void check(long value, String what) {
        if (value < 1) {
            throw new IllegalArgumentException("a limit of " + what + " must be above 0, not " + value);
        }
    }

    public GroupLimits withMemoryBytes(long bytes) {
        return new GroupLimits(OptionalLong.of(bytes), tasks, processorPercent);
    }

    public GroupLimits withTasks(int count) {
        return new GroupLimits(memoryBytes, OptionalInt.of(count), processorPercent);
    }

    public GroupLimits withProcessorPercent(int percent) {
        return new GroupLimits(memoryBytes, tasks, OptionalInt.of(percent));
    }

    public boolean isNone() {
        return equals(NONE);
    }

    /** The controllers that enforce them. */
    Set<String> controllers() {
        var all = new LinkedHashSet<String>();
        memoryBytes.ifPresent(bytes -> all.add("memory"));
        tasks.ifPresent(count -> all.add("pids"));
        processorPercent.ifPresent(percent -> all.add("cpu"));
        return all;
    }

    /** What is written to which of the group's files. */
    Map<String, String> settings() {
        var all = new LinkedHashMap<String, String>();
        memoryBytes.ifPresent(bytes -> {
            all.put("memory.max", Long.toString(bytes));
            all.put("memory.oom.group", "1");
        });
        tasks.ifPresent(count -> all.put("pids.max", Integer.toString(count)));
        processorPercent.ifPresent(
                percent -> all.put("cpu.max", (long) percent * PERIOD_US / PERCENT + " " + PERIOD_US));
        return all;
    }
}
