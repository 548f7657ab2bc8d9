package dev.vellamo.vm.confinement;

import static dev.vellamo.vm.confinement.BpfInstruction.answer;
import static dev.vellamo.vm.confinement.BpfInstruction.ifEqualSkip;
import static dev.vellamo.vm.confinement.BpfInstruction.load;
import static dev.vellamo.vm.confinement.BpfInstruction.unlessAnyBitSkip;
import static dev.vellamo.vm.confinement.BpfInstruction.unlessEqualSkip;

import dev.vellamo.vm.linux.ErrorNumber;
import dev.vellamo.vm.linux.SystemCall;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of one system call. A rule compiles into instructions that begin with the call's number known to be
 * right and that always end in an answer, so rules follow each other without knowing each other.
 */
sealed interface CallRule {

    SystemCall call();

    List<BpfInstruction> instructions();

    /** The call fails with an error number, whatever its arguments. */
    record Refused(SystemCall call, int errorNumber) implements CallRule {
        static Refused notPermitted(SystemCall call) {
            return new Refused(call, ErrorNumber.EPERM);
        }

        @Override
        public List<BpfInstruction> instructions() {
            return List.of(SeccompAnswer.error(errorNumber));
        }
    }

    /** Only with one of these values in an argument, of which the low 32 bits are looked at. */
    record AllowedIfOneOf(SystemCall call, int argument, List<Integer> values) implements CallRule {
        @Override
        public List<BpfInstruction> instructions() {
            var code = new ArrayList<BpfInstruction>();
            code.add(load(SeccompData.lowWordOf(argument)));
            for (int index = 0; index < values.size(); index++) {
                code.add(ifEqualSkip(values.get(index), values.size() - index));
            }
            code.add(SeccompAnswer.error(ErrorNumber.EPERM));
            code.add(answer(SeccompAnswer.ALLOW));
            return code;
        }
    }

    /** Not with one of these values in an argument, of which the low 32 bits are looked at. */
    record RefusedIfOneOf(SystemCall call, int argument, List<Integer> values) implements CallRule {
        @Override
        public List<BpfInstruction> instructions() {
            var code = new ArrayList<BpfInstruction>();
            code.add(load(SeccompData.lowWordOf(argument)));
            for (int index = 0; index < values.size(); index++) {
                code.add(ifEqualSkip(values.get(index), values.size() - index));
            }
            code.add(answer(SeccompAnswer.ALLOW));
            code.add(SeccompAnswer.error(ErrorNumber.EPERM));
            return code;
        }
    }

    /** Not with any of these bits set in the low 32 bits of an argument. */
    record RefusedIfAnyBit(SystemCall call, int argument, int mask) implements CallRule {
        @Override
        public List<BpfInstruction> instructions() {
            return List.of(
                    load(SeccompData.lowWordOf(argument)),
                    unlessAnyBitSkip(mask, 1),
                    SeccompAnswer.error(ErrorNumber.EPERM),
                    answer(SeccompAnswer.ALLOW));
        }
    }

    /** Only if an argument is 0 in all its 64 bits: a null pointer. */
    record AllowedIfNull(SystemCall call, int argument) implements CallRule {
        @Override
        public List<BpfInstruction> instructions() {
            return List.of(
                    load(SeccompData.lowWordOf(argument)),
                    unlessEqualSkip(0, 3),
                    load(SeccompData.highWordOf(argument)),
                    unlessEqualSkip(0, 1),
                    answer(SeccompAnswer.ALLOW),
                    SeccompAnswer.error(ErrorNumber.EPERM));
        }
    }

    /** Only with one value in each of the first two arguments, of which the low 32 bits are looked at. */
    record AllowedIfBoth(SystemCall call, int first, int second) implements CallRule {
        @Override
        public List<BpfInstruction> instructions() {
            return List.of(
                    load(SeccompData.lowWordOf(0)),
                    unlessEqualSkip(first, 3),
                    load(SeccompData.lowWordOf(1)),
                    unlessEqualSkip(second, 1),
                    answer(SeccompAnswer.ALLOW),
                    SeccompAnswer.error(ErrorNumber.EPERM));
        }
    }
}
