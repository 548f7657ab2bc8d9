package dev.vellamo.vm.confinement;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Runs a filter the way the kernel does, on the description of one call. */
final class BpfMachine {

    private static final int DATA_BYTES = 64;

    private BpfMachine() {}

    /** A call: which, on which architecture, with up to six arguments. */
    record Call(int auditNumber, int number, List<Long> arguments) {
        private ByteBuffer data() {
            var data = ByteBuffer.allocate(DATA_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            data.putInt(number).putInt(auditNumber).putLong(0);
            for (var each : arguments) {
                data.putLong(each);
            }
            return data;
        }
    }

    static int run(List<BpfInstruction> program, Call call) {
        var data = call.data();
        var accumulator = 0;
        for (int at = 0; at < program.size(); at++) {
            var now = program.get(at);
            switch (now.code()) {
                case BpfInstruction.LOAD_WORD -> accumulator = data.getInt(now.operand());
                case BpfInstruction.RETURN -> {
                    return now.operand();
                }
                default -> at += holds(now, accumulator) ? now.jumpIfTrue() : now.jumpIfFalse();
            }
        }
        throw new AssertionError("the program ran over its end");
    }

    private static boolean holds(BpfInstruction now, int accumulator) {
        return switch (now.code()) {
            case BpfInstruction.JUMP_IF_EQUAL -> accumulator == now.operand();
            case BpfInstruction.JUMP_IF_GREATER -> Integer.compareUnsigned(accumulator, now.operand()) > 0;
            case BpfInstruction.JUMP_IF_ANY_BIT -> (accumulator & now.operand()) != 0;
            default -> throw new AssertionError("no instruction of this machine: " + now);
        };
    }
}
