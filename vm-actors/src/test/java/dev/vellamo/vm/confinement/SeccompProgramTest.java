package dev.vellamo.vm.confinement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.vellamo.vm.linux.Architecture;
import dev.vellamo.vm.linux.SystemCall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SeccompProgramTest {
    private static final int GROUP = 4711;
    private static final int ALLOW = 0x7FFF_0000;
    private static final int KILL_PROCESS = 0x8000_0000;
    private static final int NOT_PERMITTED = 0x0005_0000 | 1;
    private static final int NO_SUCH_CALL = 0x0005_0000 | 38;

    /** Calls that are refused, or not, by their arguments. */
    private static final Set<SystemCall> BY_ARGUMENTS = EnumSet.of(
            SystemCall.CLONE,
            SystemCall.CLONE3,
            SystemCall.SOCKETPAIR,
            SystemCall.SETPGID,
            SystemCall.IOCTL,
            SystemCall.UTIMENSAT,
            SystemCall.PRLIMIT64,
            SystemCall.SCHED_SETAFFINITY,
            SystemCall.SCHED_SETSCHEDULER,
            SystemCall.SCHED_SETPARAM,
            SystemCall.SCHED_SETATTR,
            SystemCall.SETPRIORITY,
            SystemCall.IOPRIO_SET);

    private static int answer(boolean network, Architecture architecture, int number, long... arguments) {
        var program = SeccompProgram.of(new CallPolicy(network, GROUP), architecture);
        return BpfMachine.run(
                program.instructions(),
                new BpfMachine.Call(
                        architecture.auditNumber(),
                        number,
                        Arrays.stream(arguments).boxed().toList()));
    }

    private static int answer(SystemCall call, long... arguments) {
        return answer(false, Architecture.X86_64, call.numberOn(Architecture.X86_64), arguments);
    }

    @ParameterizedTest
    @EnumSource
    void refusesEveryCallOfTheTable(Architecture architecture) {
        var refused = EnumSet.complementOf(EnumSet.copyOf(BY_ARGUMENTS)).stream()
                .filter(call -> call.existsOn(architecture))
                .toList();

        assertThat(refused)
                .hasSizeGreaterThan(60)
                .allSatisfy(
                        call -> assertThat(answer(false, architecture, call.numberOn(architecture), 0, 0, 0, 0, 0, 0))
                                .as(call.name())
                                .isEqualTo(NOT_PERMITTED));
    }

    @ParameterizedTest
    @EnumSource
    void allowsEveryOtherCallThatIsKnown(Architecture architecture) {
        var inTable = Arrays.stream(SystemCall.values())
                .filter(call -> call.existsOn(architecture))
                .map(call -> call.numberOn(architecture))
                .collect(Collectors.toSet());

        assertThat(IntStream.rangeClosed(0, SystemCall.HIGHEST_KNOWN).filter(number -> !inTable.contains(number)))
                .allSatisfy(number -> assertThat(answer(false, architecture, number, -1, -1, -1, -1, -1, -1))
                        .isEqualTo(ALLOW));
    }

    @ParameterizedTest
    @EnumSource
    void knowsEachNumberOnce(Architecture architecture) {
        assertThat(Arrays.stream(SystemCall.values())
                        .filter(call -> call.existsOn(architecture))
                        .map(call -> call.numberOn(architecture)))
                .doesNotHaveDuplicates()
                .allMatch(number -> number <= SystemCall.HIGHEST_KNOWN);
    }

    @Nested
    class WithNumbersOfAnotherKind {
        @Test
        void killsAProcessThatCallsAsAnotherArchitecture() {
            var program = SeccompProgram.of(new CallPolicy(true, GROUP), Architecture.X86_64);
            var i386 = 0x4000_0003;

            assertThat(BpfMachine.run(program.instructions(), new BpfMachine.Call(i386, 20, List.of())))
                    .isEqualTo(KILL_PROCESS);
            assertThat(BpfMachine.run(
                            program.instructions(),
                            new BpfMachine.Call(Architecture.AARCH64.auditNumber(), 20, List.of())))
                    .isEqualTo(KILL_PROCESS);
        }

        @Test
        void knowsNoCallsOfTheX32Interface() {
            assertThat(answer(true, Architecture.X86_64, 0x4000_0000 | 41, 2)).isEqualTo(NO_SUCH_CALL);
        }

        @Test
        void knowsNoCallsOfNewerKernels() {
            assertThat(answer(true, Architecture.X86_64, SystemCall.HIGHEST_KNOWN + 1))
                    .isEqualTo(NO_SUCH_CALL);
            assertThat(answer(true, Architecture.AARCH64, -1)).isEqualTo(NO_SUCH_CALL);
        }
    }

    @Nested
    class ByArguments {
        static Stream<Arguments> namespaces() {
            return Stream.of(
                    argumentSet("mount", 0x0002_0000L),
                    argumentSet("control group", 0x0200_0000L),
                    argumentSet("host name", 0x0400_0000L),
                    argumentSet("IPC", 0x0800_0000L),
                    argumentSet("user", 0x1000_0000L),
                    argumentSet("process id", 0x2000_0000L),
                    argumentSet("network", 0x4000_0000L));
        }

        @ParameterizedTest
        @MethodSource("namespaces")
        void refusesToCloneIntoANewNamespace(long flag) {
            assertThat(answer(SystemCall.CLONE, flag | 17)).isEqualTo(NOT_PERMITTED);
            assertThat(answer(false, Architecture.AARCH64, 220, flag)).isEqualTo(NOT_PERMITTED);
        }

        @Test
        void letsProcessesAndThreadsStart() {
            var fork = 17L;
            var thread = 0x003D_0F00L;

            assertThat(answer(SystemCall.CLONE, fork)).isEqualTo(ALLOW);
            assertThat(answer(SystemCall.CLONE, thread)).isEqualTo(ALLOW);
        }

        @Test
        void hasNoClone3SoThatLibcFallsBack() {
            assertThat(answer(SystemCall.CLONE3)).isEqualTo(NO_SUCH_CALL);
        }

        @ParameterizedTest
        @EnumSource
        void opensSocketsOfTheInternetOnlyWithNetwork(Architecture architecture) {
            var socket = SystemCall.SOCKET.numberOn(architecture);

            for (long family = 0; family < 50; family++) {
                assertThat(answer(false, architecture, socket, family)).isEqualTo(NOT_PERMITTED);
                var internet = family == 2 || family == 10;
                assertThat(answer(true, architecture, socket, family)).isEqualTo(internet ? ALLOW : NOT_PERMITTED);
            }
        }

        @Test
        void pairsUnixSocketsOnly() {
            assertThat(answer(SystemCall.SOCKETPAIR, 1)).isEqualTo(ALLOW);
            assertThat(answer(SystemCall.SOCKETPAIR, 2)).isEqualTo(NOT_PERMITTED);
        }

        @Test
        void letsAProcessIntoItsOwnGroupOnly() {
            assertThat(answer(SystemCall.SETPGID, 0, GROUP)).isEqualTo(ALLOW);
            assertThat(answer(SystemCall.SETPGID, 0, 0)).isEqualTo(NOT_PERMITTED);
            assertThat(answer(SystemCall.SETPGID, 0, GROUP + 1)).isEqualTo(NOT_PERMITTED);
            assertThat(answer(SystemCall.SETPGID, 99, GROUP)).isEqualTo(NOT_PERMITTED);
            assertThat(answer(SystemCall.SETSID)).isEqualTo(NOT_PERMITTED);
        }

        @Test
        void typesIntoNoTerminal() {
            assertThat(answer(SystemCall.IOCTL, 0, 0x5412)).isEqualTo(NOT_PERMITTED);
            assertThat(answer(SystemCall.IOCTL, 0, 0x541C)).isEqualTo(NOT_PERMITTED);
            assertThat(answer(SystemCall.IOCTL, 0, 0x5401)).isEqualTo(ALLOW);
        }

        @Test
        void setsTimesOfOpenFilesOnly() {
            assertThat(answer(SystemCall.UTIMENSAT, 5, 0, 0)).isEqualTo(ALLOW);
            assertThat(answer(SystemCall.UTIMENSAT, 5, 0x7F00_0000_1000L)).isEqualTo(NOT_PERMITTED);
            assertThat(answer(SystemCall.UTIMENSAT, 5, 0x1_0000_0000L)).isEqualTo(NOT_PERMITTED);
        }

        @Test
        void changesNoOtherProcess() {
            assertThat(answer(SystemCall.PRLIMIT64, 0)).isEqualTo(ALLOW);
            assertThat(answer(SystemCall.PRLIMIT64, 1)).isEqualTo(NOT_PERMITTED);
            assertThat(answer(SystemCall.SETPRIORITY, 0, 0)).isEqualTo(ALLOW);
            assertThat(answer(SystemCall.SETPRIORITY, 0, 1)).isEqualTo(NOT_PERMITTED);
            assertThat(answer(SystemCall.IOPRIO_SET, 1, 1)).isEqualTo(NOT_PERMITTED);
            assertThat(answer(SystemCall.SCHED_SETAFFINITY, 1)).isEqualTo(NOT_PERMITTED);
            assertThat(answer(SystemCall.SCHED_SETSCHEDULER, 1)).isEqualTo(NOT_PERMITTED);
            assertThat(answer(SystemCall.SCHED_SETPARAM, 1)).isEqualTo(NOT_PERMITTED);
            assertThat(answer(SystemCall.SCHED_SETATTR, 1)).isEqualTo(NOT_PERMITTED);
        }
    }

    @Nested
    class InMemory {
        @Test
        void isLaidOutAsTheKernelReadsIt() {
            var program = new SeccompProgram(List.of(new BpfInstruction(0x15, 1, 2, 0x0403_0201)));

            assertThat(program.bytes()).containsExactly(0x15, 0, 1, 2, 1, 2, 3, 4);
        }

        @Test
        void beginsWithTheArchitecture() {
            var program = SeccompProgram.of(new CallPolicy(false, GROUP), Architecture.X86_64);
            var memory = ByteBuffer.wrap(program.bytes()).order(ByteOrder.LITTLE_ENDIAN);

            assertThat(memory.getInt(4)).isEqualTo(4);
            assertThat(memory.getInt(8 + 4)).isEqualTo(0xC000_003E);
        }

        @Test
        void refusesAProgramThatTheKernelWouldNotTake() {
            var tooMany =
                    List.copyOf(Collections.nCopies(SeccompProgram.MAX_INSTRUCTIONS + 1, BpfInstruction.answer(0)));

            assertThatThrownBy(() -> new SeccompProgram(tooMany))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("4096");
        }

        @Test
        void refusesAJumpThatDoesNotFit() {
            assertThatThrownBy(() -> new BpfInstruction(0x15, 0, 256, 0)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
