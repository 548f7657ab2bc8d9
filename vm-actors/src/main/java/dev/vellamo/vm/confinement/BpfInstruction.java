package dev.vellamo.vm.confinement;

/**
 * One instruction of a classic BPF program, as the kernel takes it (struct sock_filter).
 *
 * @param code what it does; one of the constants here
 * @param jumpIfTrue instructions to skip if a comparison holds, 0 to 255
 * @param jumpIfFalse instructions to skip if it does not, 0 to 255
 * @param operand the offset, number or result, as 32 bits
 */
record BpfInstruction(int code, int jumpIfTrue, int jumpIfFalse, int operand) {

    /** Loads 32 bits of the call's description at an offset into the accumulator. */
    static final int LOAD_WORD = 0x20;
    /** Compares the accumulator with the operand: equal. */
    static final int JUMP_IF_EQUAL = 0x15;
    /** Compares the accumulator with the operand, both unsigned: greater. */
    static final int JUMP_IF_GREATER = 0x25;
    /** Compares the accumulator with the operand: some bit is set in both. */
    static final int JUMP_IF_ANY_BIT = 0x45;
    /** Ends the program with the operand as the answer. */
    static final int RETURN = 0x06;

    static final int MAX_JUMP = 255;

    /** Size of an instruction in memory. */
    static final int BYTES = 8;

    BpfInstruction {
        if (jumpIfTrue < 0 || jumpIfTrue > MAX_JUMP || jumpIfFalse < 0 || jumpIfFalse > MAX_JUMP) {
            throw new IllegalArgumentException(
                    "a jump skips 0 to " + MAX_JUMP + " instructions, not " + jumpIfTrue + " or " + jumpIfFalse);
        }
    }

    static BpfInstruction load(int offset) {
        return new BpfInstruction(LOAD_WORD, 0, 0, offset);
    }

    static BpfInstruction answer(int result) {
        return new BpfInstruction(RETURN, 0, 0, result);
    }

    /** Goes on with the next instruction if equal, else skips some. */
    static BpfInstruction unlessEqualSkip(int number, int skipped) {
        return new BpfInstruction(JUMP_IF_EQUAL, 0, skipped, number);
    }

    static BpfInstruction ifEqualSkip(int number, int skipped) {
        return new BpfInstruction(JUMP_IF_EQUAL, skipped, 0, number);
    }

    /** Goes on with the next instruction if greater, else skips some. */
    static BpfInstruction unlessGreaterSkip(int number, int skipped) {
        return new BpfInstruction(JUMP_IF_GREATER, 0, skipped, number);
    }

    /** Goes on with the next instruction if any bit is set, else skips some. */
    static BpfInstruction unlessAnyBitSkip(int mask, int skipped) {
        return new BpfInstruction(JUMP_IF_ANY_BIT, 0, skipped, mask);
    }
}
