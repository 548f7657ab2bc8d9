package dev.vellamo.vm.confinement;

import dev.vellamo.vm.linux.ErrorNumber;
import dev.vellamo.vm.linux.SystemCall;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which system calls a guest is refused: what a vat never needs, and what reaches beyond the guest.
 *
 * @param network whether it may open sockets of the internet families
 * @param group id of the process group that the guest and all it starts are in and cannot leave
 */
public record CallPolicy(boolean network, int group) {

    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    /** New mount, control group, host name, IPC, user, process id and network namespaces. */
    private static final int NEW_NAMESPACES =
            0x0002_0000 | 0x0200_0000 | 0x0400_0000 | 0x0800_0000 | 0x1000_0000 | 0x2000_0000 | 0x4000_0000;

    /** Puts characters into a terminal's input, as if they were typed: TIOCSTI and TIOCLINUX. */
    private static final List<Integer> TYPING = List.of(0x5412, 0x541C);

    private static final int THE_CALLER = 0;

    /** Calls that name a process, and the argument that does. */
    private static final Map<SystemCall, Integer> ON_A_PROCESS = Map.of(
            SystemCall.PRLIMIT64, 0,
            SystemCall.SCHED_SETAFFINITY, 0,
            SystemCall.SCHED_SETSCHEDULER, 0,
            SystemCall.SCHED_SETPARAM, 0,
            SystemCall.SCHED_SETATTR, 0,
            SystemCall.SETPRIORITY, 1,
            SystemCall.IOPRIO_SET, 1);

    List<CallRule> rules() {
        var withConditions = new ArrayList<CallRule>();
        // A filter cannot follow the pointer that clone3 takes; libc falls back to clone, whose flags it can see.
        withConditions.add(new CallRule.Refused(SystemCall.CLONE3, ErrorNumber.ENOSYS));
        withConditions.add(new CallRule.RefusedIfAnyBit(SystemCall.CLONE, 0, NEW_NAMESPACES));
        withConditions.add(sockets());
        withConditions.add(new CallRule.AllowedIfOneOf(SystemCall.SOCKETPAIR, 0, List.of(AF_UNIX)));
        withConditions.add(new CallRule.AllowedIfBoth(SystemCall.SETPGID, THE_CALLER, group));
        withConditions.add(new CallRule.RefusedIfOneOf(SystemCall.IOCTL, 1, TYPING));
        // Without a path it sets the times of a file that is open already.
        withConditions.add(new CallRule.AllowedIfNull(SystemCall.UTIMENSAT, 1));
        ON_A_PROCESS.forEach((call, argument) ->
                withConditions.add(new CallRule.AllowedIfOneOf(call, argument, List.of(THE_CALLER))));
        return Stream.concat(refusedAlways(withConditions), withConditions.stream())
                .sorted((left, right) -> left.call().compareTo(right.call()))
                .toList();
    }

    private CallRule sockets() {
        return network
                ? new CallRule.AllowedIfOneOf(SystemCall.SOCKET, 0, List.of(AF_INET, AF_INET6))
                : CallRule.Refused.notPermitted(SystemCall.SOCKET);
    }

    private static Stream<CallRule> refusedAlways(List<CallRule> withConditions) {
        var others = EnumSet.allOf(SystemCall.class);
        withConditions.forEach(rule -> others.remove(rule.call()));
        return others.stream().map(CallRule.Refused::notPermitted);
    }
}
