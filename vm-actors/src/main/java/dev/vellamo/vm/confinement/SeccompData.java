package dev.vellamo.vm.confinement;

/** Where in the description of a call its parts are (struct seccomp_data), on little-endian machines. */
final class SeccompData {

    static final int NUMBER = 0;
    static final int ARCHITECTURE = 4;
    private static final int FIRST_ARGUMENT = 16;

    private SeccompData() {}

    static int lowWordOf(int argument) {
        return FIRST_ARGUMENT + Long.BYTES * argument;
    }

    static int highWordOf(int argument) {
        return lowWordOf(argument) + Integer.BYTES;
    }
}
