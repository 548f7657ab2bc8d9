package dev.vellamo.vm.confinement;

/** What a seccomp filter may answer. */
final class SeccompAnswer {

    static final int ALLOW = 0x7FFF_0000;
    static final int KILL_PROCESS = 0x8000_0000;
    private static final int ERROR = 0x0005_0000;

    private SeccompAnswer() {}

    /** The call is not made; it returns with this error number, 1 to 4095. */
    static BpfInstruction error(int errorNumber) {
        return BpfInstruction.answer(ERROR | errorNumber);
    }
}
