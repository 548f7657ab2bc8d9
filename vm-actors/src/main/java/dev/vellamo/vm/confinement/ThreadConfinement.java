package dev.vellamo.vm.confinement;

import dev.vellamo.vm.linux.Architecture;
import dev.vellamo.vm.linux.ErrorNumber;
import dev.vellamo.vm.linux.Landlock;
import dev.vellamo.vm.linux.LinuxException;
import dev.vellamo.vm.linux.OpenAttempt;
import dev.vellamo.vm.linux.SeccompFilter;
import dev.vellamo.vm.linux.ThreadPrivileges;
import java.io.IOException;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The confinement of one guest, laid out so that a thread can take it upon itself with a handful of system calls.
 *
 * <p>Made on one thread, applied once on the thread that will start the guest, read by the first after that. What is
 * applied cannot be taken back: the thread must start nothing but the guest, load no class, and end.
 */
public final class ThreadConfinement implements AutoCloseable {

    /** From here Landlock can refuse that files are cut short. */
    private static final int LANDLOCK_FOR_FILES = 3;
    /** From here Landlock can keep signals inside. */
    private static final int LANDLOCK_FOR_SIGNALS = 6;

    private static final int NOT_APPLIED = -1;

    private final int landlockVersion = Landlock.version();
    private final ThreadPrivileges privileges = new ThreadPrivileges();
    private final @Nullable Landlock files;
    private final @Nullable SeccompFilter calls;
    private final OpenAttempt attempt;

    // Error numbers of each step; plain numbers, as the thread that writes them may load no class.
    private int privilegesError = NOT_APPLIED;
    private int capabilitiesError = NOT_APPLIED;
    private int filesError = NOT_APPLIED;
    private int attemptError = NOT_APPLIED;
    private int callsError = NOT_APPLIED;

    public ThreadConfinement(ConfinementPlan plan) throws IOException {
        files = landlockVersion == 0 ? null : ruleset(plan, landlockVersion);
        calls = Architecture.current()
                .map(known ->
                        new SeccompFilter(SeccompProgram.of(plan.calls(), known).bytes()))
                .orElse(null);
        attempt = new OpenAttempt(plan.neverGranted());
    }

    private static Landlock ruleset(ConfinementPlan plan, int version) throws IOException {
        var ruleset = new Landlock(FileAccess.everything(plan.calls().network(), version), version);
        try {
            for (var grant : plan.files()) {
                ruleset.allow(grant.path(), grant.access().rights(Files.isDirectory(grant.path()), version));
            }
            return ruleset;
        } catch (LinuxException failure) {
            ruleset.close();
            throw failure;
        }
    }

    /** Confines the calling thread, as far as the kernel of this machine can. */
    public void apply() {
        privilegesError = privileges.forswearNew();
        capabilitiesError = privileges.dropCapabilities();
        if (files != null) {
            filesError = files.restrictThread();
        }
        attemptError = attempt.tryIt();
        if (calls != null) {
            callsError = calls.install();
        }
    }

    /** What {@link #apply} has brought about. */
    public ConfinementReport report() {
        var missing = new EnumMap<Protection, String>(Protection.class);
        note(missing, Protection.NO_NEW_PRIVILEGES, "prctl(PR_SET_NO_NEW_PRIVS)", privilegesError);
        note(missing, Protection.NO_CAPABILITIES, "capset", capabilitiesError);
        noteFiles(missing);
        if (calls == null) {
            missing.put(Protection.SYSTEM_CALLS, "no filter for architecture " + System.getProperty("os.arch"));
        } else {
            note(missing, Protection.SYSTEM_CALLS, "prctl(PR_SET_SECCOMP)", callsError);
        }
        return new ConfinementReport(missing);
    }

    private void noteFiles(Map<Protection, String> missing) {
        if (landlockVersion == 0) {
            var reason = "the kernel of this machine has no Landlock, or has it switched off (lsm= at boot)";
            missing.put(Protection.FILES, reason);
            missing.put(Protection.SIGNALS, reason);
            return;
        }
        note(missing, Protection.FILES, "landlock_restrict_self", filesError);
        note(missing, Protection.SIGNALS, "landlock_restrict_self", filesError);
        if (attemptError != ErrorNumber.EACCES) {
            missing.putIfAbsent(
                    Protection.FILES,
                    "a file that is not granted could be opened, or failed otherwise: "
                            + (attemptError == 0 ? "opened" : new LinuxException("open", attemptError).getMessage()));
        }
        tooOld(missing, Protection.FILES, LANDLOCK_FOR_FILES);
        tooOld(missing, Protection.SIGNALS, LANDLOCK_FOR_SIGNALS);
    }

    private void tooOld(Map<Protection, String> missing, Protection protection, int needed) {
        if (landlockVersion < needed) {
            missing.putIfAbsent(
                    protection,
                    "the kernel of this machine has version " + landlockVersion + " of Landlock, and this needs "
                            + needed);
        }
    }

    private static void note(Map<Protection, String> missing, Protection protection, String call, int error) {
        if (error != 0) {
            missing.put(
                    protection, error == NOT_APPLIED ? "not applied" : new LinuxException(call, error).getMessage());
        }
    }

    @Override
    public void close() {
        privileges.close();
        attempt.close();
        if (files != null) {
            files.close();
        }
        if (calls != null) {
            calls.close();
        }
    }
}
