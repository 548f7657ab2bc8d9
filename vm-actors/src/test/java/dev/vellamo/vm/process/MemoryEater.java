package dev.vellamo.vm.process;

import java.util.ArrayList;

/** A program that takes memory until there is none, and says how that ended. */
final class MemoryEater {

    private static final int CHUNK_BYTES = 1 << 20;

    private MemoryEater() {}

    public static void main(String[] arguments) {
        var held = new ArrayList<byte[]>();
        try {
            while (held.size() < Integer.MAX_VALUE) {
                held.add(new byte[CHUNK_BYTES]);
            }
        } catch (OutOfMemoryError error) {
            held.clear();
            System.out.println("OutOfMemoryError: " + error.getMessage());
        }
    }
}
