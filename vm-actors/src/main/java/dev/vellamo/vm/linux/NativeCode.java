package dev.vellamo.vm.linux;

import java.io.IOException;

/** The native code that everything here calls. */
public final class NativeCode {

    private NativeCode() {}

    /**
     * Loads it, which takes some 0.2 s once and otherwise happens when the first guest is started. Blocks; a kernel that will
     * start guests calls this while it does something else. Throws {@link UnsatisfiedLinkError} where the C library is
     * not glibc 2.34 or newer.
     */
    public static void load() throws IOException {
        try (var pair = Descriptor.socketPair()) {
            pair.first().asSocket().close();
        }
    }
}
