package dev.vellamo.vm.process;

import dev.vellamo.protocol.config.GuestConfig.ProcessLimits;
import dev.vellamo.vm.linux.GroupLimits;
import dev.vellamo.vm.linux.ResourceLimit;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a guest may use at most.
 *
 * @param whole for all its processes together, which needs a control group
 * @param eachProcess set to its process before the first instruction; what it starts inherits them, each for itself
 */
public record GuestLimits(GroupLimits whole, Map<ResourceLimit, Long> eachProcess) {

    /** A core file would be memory of the guest on disk; 1,024 descriptors are what a login gives. */
    public static final GuestLimits DEFAULT =
            new GuestLimits(GroupLimits.NONE, Map.of(ResourceLimit.CORE_BYTES, 0L, ResourceLimit.OPEN_FILES, 1024L));

    public GuestLimits {
        eachProcess = Map.copyOf(eachProcess);
        eachProcess.forEach((limit, value) -> {
            if (value < 0) {
                throw new IllegalArgumentException("limit " + limit + " is below 0");
            }
        });
    }

    /** Those of a cluster config, with the defaults where nothing is said. */
    public static GuestLimits of(ProcessLimits config) {
        var whole = new GroupLimits(
                config.memory().map(size -> OptionalLong.of(size.bytes())).orElse(OptionalLong.empty()),
                config.processes().map(OptionalInt::of).orElse(OptionalInt.empty()),
                OptionalInt.empty());
        var each = new EnumMap<ResourceLimit, Long>(ResourceLimit.class);
        config.openFiles().ifPresent(count -> each.put(ResourceLimit.OPEN_FILES, count.longValue()));
        config.cpuSeconds().ifPresent(seconds -> each.put(ResourceLimit.CPU_SECONDS, seconds.longValue()));
        return DEFAULT.withWhole(whole).withEachProcess(each);
    }

    public GuestLimits withWhole(GroupLimits limits) {
        return new GuestLimits(limits, eachProcess);
    }

    /** The same with some limits of each process set otherwise. */
    public GuestLimits withEachProcess(Map<ResourceLimit, Long> some) {
        var all = new EnumMap<ResourceLimit, Long>(ResourceLimit.class);
        all.putAll(eachProcess);
        all.putAll(some);
        return new GuestLimits(whole, all);
    }

    /** What is set to each process where there is no control group: better than nothing, and less than was asked for. */
    Map<ResourceLimit, Long> withoutAGroup() {
        var all = new EnumMap<ResourceLimit, Long>(ResourceLimit.class);
        whole.memoryBytes().ifPresent(bytes -> all.put(ResourceLimit.MEMORY_BYTES, bytes));
        return all;
    }
}
