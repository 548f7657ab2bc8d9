package dev.vellamo.vm.confinement;

import static dev.vellamo.vm.confinement.BpfInstruction.answer;
import static dev.vellamo.vm.confinement.BpfInstruction.load;
import static dev.vellamo.vm.confinement.BpfInstruction.unlessEqualSkip;
import static dev.vellamo.vm.confinement.BpfInstruction.unlessGreaterSkip;

import dev.vellamo.vm.linux.Architecture;
import dev.vellamo.vm.linux.ErrorNumber;
import dev.vellamo.vm.linux.SystemCall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A filter that the kernel runs before each system call of a process.
 *
 * <pre>
 *   other architecture?           kill: the numbers would mean other calls
 *   number beyond the known?      no such call, as an older kernel would answer
 *   number of a rule?             what the rule says
 *   else                          allow
 * </pre>
 */
record SeccompProgram(List<BpfInstruction> instructions) {

    /** What the kernel takes at most (BPF_MAXINSNS). */
    static final int MAX_INSTRUCTIONS = 4096;

    SeccompProgram {
        instructions = List.copyOf(instructions);
        if (instructions.size() > MAX_INSTRUCTIONS) {
            throw new IllegalArgumentException(
                    "a filter has at most " + MAX_INSTRUCTIONS + " instructions, not " + instructions.size());
        }
    }

    static SeccompProgram of(CallPolicy policy, Architecture architecture) {
        var code = new ArrayList<BpfInstruction>();
        code.add(load(SeccompData.ARCHITECTURE));
        code.add(BpfInstruction.ifEqualSkip(architecture.auditNumber(), 1));
        code.add(answer(SeccompAnswer.KILL_PROCESS));
        code.add(load(SeccompData.NUMBER));
        code.add(unlessGreaterSkip(SystemCall.HIGHEST_KNOWN, 1));
        code.add(SeccompAnswer.error(ErrorNumber.ENOSYS));
        for (var rule : policy.rules()) {
            if (rule.call().existsOn(architecture)) {
                var body = rule.instructions();
                code.add(unlessEqualSkip(rule.call().numberOn(architecture), body.size()));
                code.addAll(body);
            }
        }
        code.add(answer(SeccompAnswer.ALLOW));
        return new SeccompProgram(code);
    }

    /** The instructions as the kernel reads them. */
    byte[] bytes() {
        var memory =
                ByteBuffer.allocate(instructions.size() * BpfInstruction.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (var each : instructions) {
            memory.putShort((short) each.code())
                    .put((byte) each.jumpIfTrue())
                    .put((byte) each.jumpIfFalse())
                    .putInt(each.operand());
        }
        return memory.array();
    }
}
