package dev.vellamo.benchmarks.streams;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What a process has used so far.
 *
 * @param cpuNanos of all its threads, with those of the compiler and the collector
 * @param allocatedBytes on the heap, by the threads that live: what measures lives through the measurement
 */
record Usage(long cpuNanos, long allocatedBytes) {

    static Usage ofThisProcess() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = 0;
        for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            allocated += Math.max(0, bytes);
        }
        return new Usage(system.getProcessCpuTime(), allocated);
    }

    Usage plus(Usage other) {
        return new Usage(cpuNanos + other.cpuNanos, allocatedBytes + other.allocatedBytes);
    }

    Usage minus(Usage before) {
        return new Usage(cpuNanos - before.cpuNanos, allocatedBytes - before.allocatedBytes);
    }

    String toLine() {
        return cpuNanos + " " + allocatedBytes;
    }

    static Usage ofLine(String line) {
        var numbers = line.split(" ", -1);
        return new Usage(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
    }
}
