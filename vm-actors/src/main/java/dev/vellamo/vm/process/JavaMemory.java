package dev.vellamo.vm.process;

/**
 * How much heap a guest that is a Java virtual machine gets of its limit of memory. It does not see the limit itself, and takes
 * besides its heap what classes, compiled code, threads and buffers need.
 */
public final class JavaMemory {

    /** Below that it does not start, or has no heap to speak of. */
    public static final long LEAST_BYTES = 160L << 20;

    /** A virtual machine of ours needs some 80 MiB beside its heap; a quarter is for larger ones, which have more code. */
    private static final long BESIDE_THE_HEAP_BYTES = 128L << 20;

    private static final int QUARTER = 4;

    private JavaMemory() {}

    /** The option for the launcher of Java. Throws if the limit is too small for one. */
    public static String heapOption(long limitBytes) {
        if (limitBytes < LEAST_BYTES) {
            throw new IllegalArgumentException("a Java virtual machine needs a limit of " + (LEAST_BYTES >> 20)
                    + " MiB of memory at least, not " + (limitBytes >> 20) + " MiB");
        }
        var heapBytes = limitBytes - Math.max(BESIDE_THE_HEAP_BYTES, limitBytes / QUARTER);
        return "-Xmx" + (heapBytes >> 20) + "m";
    }
}
