package dev.vellamo.vm.process;

import dev.vellamo.vm.confinement.ConfinementReport;
import dev.vellamo.vm.confinement.Protection;
import dev.vellamo.vm.linux.ControlGroup;
import dev.vellamo.vm.linux.ControlGroups;
import java.io.IOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control group of one guest, in which the limits hold that are set for it as a whole; or why it has none. */
final class GuestGroup {

    private static final Logger LOG = LoggerFactory.getLogger(GuestGroup.class);

    private final GuestSpec spec;
    private final @Nullable ControlGroup group;
    private final String lacking;

    private GuestGroup(GuestSpec spec, @Nullable ControlGroup group, String lacking) {
        this.spec = spec;
        this.group = group;
        this.lacking = lacking;
    }

    /** Makes it, if any limit asks for it. It is on record before it is there, so that no crash leaves one behind. */
    static GuestGroup prepare(GuestSpec spec, GuestDirectory directory, ControlGroups groups) {
        var limits = spec.limits().whole();
        if (limits.isNone()) {
            return new GuestGroup(spec, null, "");
        }
        try {
            var group = new ControlGroup(groups.parentFor(limits).resolve(directory.name()));
            Files.writeString(directory.controlGroup(), group.path().toString());
            group.create(limits);
            return new GuestGroup(spec, group, "");
        } catch (IOException failure) {
            return new GuestGroup(spec, null, Reason.of(failure));
        }
    }

    /** Puts the guest's process in, before its first instruction; what that does not bring about is in the report. */
    ConfinementReport enter(int pid, ConfinementReport report) throws IOException {
        if (group != null) {
            try {
                group.add(pid);
                return report;
            } catch (IOException failure) {
                return limitedByItself(pid, report, Reason.of(failure));
            }
        }
        return spec.limits().whole().isNone() ? report : limitedByItself(pid, report, lacking);
    }

    private ConfinementReport limitedByItself(int pid, ConfinementReport report, String reason) throws IOException {
        var instead = spec.limits().withoutAGroup();
        for (var limit : instead.entrySet()) {
            limit.getKey().setTo(pid, limit.getValue());
        }
        return report.without(
                Protection.GROUP_LIMITS,
                reason + "; instead "
                        + (instead.isEmpty() ? "nothing is limited" : "each of its processes has " + instead));
    }

    /** Removes it, after the guest's processes; what limit was reached is then said to be the last that the guest printed. */
    void remove(OutputTail tail) throws IOException {
        if (group == null) {
            return;
        }
        var reached = group.reached();
        if (!reached.isEmpty()) {
            LOG.warn("[{}] {}", spec.name(), reached);
            tail.add("(" + reached + ")");
        }
        group.remove();
    }
}
