package dev.vellamo.vm.process;

import dev.vellamo.vm.confinement.CallPolicy;
import dev.vellamo.vm.confinement.ConfinementPlan;
import dev.vellamo.vm.confinement.ConfinementReport;
import dev.vellamo.vm.confinement.ThreadConfinement;
import dev.vellamo.vm.linux.ControlGroups;
import dev.vellamo.vm.linux.Descriptor;
import dev.vellamo.vm.linux.LinuxException;
import dev.vellamo.vm.linux.ProcessIdentity;
import dev.vellamo.vm.linux.ProcessStatus;
import dev.vellamo.vm.linux.Spawn;
import dev.vellamo.vm.linux.SpawnPlan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps that bring the process of one guest up, each of which says how it is taken back.
 *
 * <pre>
 *   directory -> control group -> output -> link -> watchdog with its process group -> confined thread starts the gate
 *       -> limits -> record -> go
 * </pre>
 *
 * <p>Invariant: whenever this JVM is killed, nothing of the guest survives. Before the watchdog runs there is no process;
 * a gate that was not told to go ends with the link; before the guest's first instruction its process is on record.
 */
final class GuestLaunch {

    /** Tells programs where they may write, wherever they start. */
    private static final String TEMPORARY_FILES = "TMPDIR";

    private static final byte[] GO = "go\n".getBytes(StandardCharsets.US_ASCII);
    private static final Logger LOG = LoggerFactory.getLogger(GuestLaunch.class);

    private final GuestSpec spec;
    private final OutputTail tail;
    private final Holdings holdings;
    private final CountDownLatch linkDone;
    private final ControlGroups groups;

    // Set by the steps, in their order; read by other threads only once the guest runs.
    private @Nullable ProcessGroup group;
    private int pid;

    GuestLaunch(GuestSpec spec, Surroundings surroundings) {
        this.spec = spec;
        this.tail = surroundings.tail();
        this.holdings = surroundings.holdings();
        this.linkDone = surroundings.linkDone();
        this.groups = surroundings.groups();
    }

    /**
     * What a launch leaves its traces in.
     *
     * @param tail where the last of what the guest prints is kept
     * @param holdings what it acquired and gives back
     * @param linkDone is counted down when nobody reads from the link any more
     * @param groups where a control group for it is made
     */
    record Surroundings(OutputTail tail, Holdings holdings, CountDownLatch linkDone, ControlGroups groups) {}

    StartedGuest start(Path runtimeDirectory) throws IOException, GuestLaunchException, InterruptedException {
        var directory = GuestDirectory.create(runtimeDirectory);
        holdings.add("directory " + directory.path(), directory::remove);
        var grants = GuestGrants.of(spec, directory);
        var limited = GuestGroup.prepare(spec, directory, groups);
        holdings.add("the guest's control group", () -> limited.remove(tail));
        var link = Descriptor.socketPair();
        holdings.add("our end of the guest link", link.first()::close);
        try (var theirs = link.second();
                var errors = drainedOutput()) {
            var ours = link.first().asSocket();
            holdings.add("the guest link", () -> closeWhenRead(ours));
            var led = startGroup(directory, errors);
            var policy = new CallPolicy(spec.rights().network(), led.id());
            var plan = new ConfinementPlan(grants, policy, directory.record());
            var tried = startGate(plan, directory, new SpawnPlan.Standard(theirs, theirs, errors));
            for (var limit : spec.limits().eachProcess().entrySet()) {
                limit.getKey().setTo(pid, limit.getValue());
            }
            var confinement = checked(limited.enter(pid, tried.confirmedBy(ProcessStatus.of(pid))));
            recordWith(led).with("guest", ProcessIdentity.of(pid)).writeTo(directory.record());
            tellToGo(ours);
            return new StartedGuest(pid, ours, confinement, directory.files());
        }
    }

    /** When the guest's processes are gone the link ends by itself, after what they wrote last. */
    private void closeWhenRead(SocketChannel link) throws IOException, InterruptedException {
        try (link) {
            if (!linkDone.await(spec.deadlines().release().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("its protocol has not noticed that it ended; it is closed now");
            }
        }
    }

    /** The end that the guest prints to; what it prints is read until nobody has that end any more. */
    private Descriptor drainedOutput() throws IOException {
        var pipe = Descriptor.pipe();
        try {
            var output = new GuestOutput(spec.name(), pipe.first().intoInput(), tail);
            var thread = new Thread(output, "vellamo-guest-" + spec.name() + "-output");
            thread.setDaemon(true);
            thread.start();
            holdings.add("the guest's output", () -> awaitEnd(thread));
            return pipe.second();
        } catch (IOException failure) {
            pipe.close();
            throw failure;
        }
    }

    private void awaitEnd(Thread output) throws IOException, InterruptedException {
        output.join(spec.deadlines().release().toMillis());
        if (output.isAlive()) {
            throw new IOException("a process that has left the guest's process group still holds it");
        }
    }

    private ProcessGroup startGroup(GuestDirectory directory, Descriptor errors) throws IOException {
        var led = ProcessGroup.start(directory, errors);
        group = led;
        // Where system calls cannot be filtered a process can leave the group.
        holdings.add(
                "processes that left the guest's group",
                () -> new MarkedProcesses(directory).killAll(spec.deadlines().release()));
        holdings.add("process group " + led.id(), () -> endGroup(led));
        recordWith(led).writeTo(directory.record());
        return led;
    }

    private static GuestRecord recordWith(ProcessGroup group) throws IOException {
        return GuestRecord.EMPTY.with("watchdog", ProcessIdentity.of(group.id()));
    }

    private void endGroup(ProcessGroup led) throws IOException {
        led.kill();
        var living = led.awaitEmpty(spec.deadlines().release());
        if (!living.isEmpty()) {
            throw new IOException("after SIGKILL there still is " + living);
        }
        led.reap(pid);
    }

    private ConfinementReport startGate(ConfinementPlan plan, GuestDirectory directory, SpawnPlan.Standard standard)
            throws IOException, InterruptedException {
        var what = new SpawnPlan(
                GuestCommand.of(spec),
                environment(directory),
                spec.home().orElse(directory.files()),
                plan.calls().group(),
                standard);
        try (var spawn = new Spawn(what);
                var confinement = spec.confined() ? new ThreadConfinement(plan) : null) {
            var confined = new ConfinedSpawn(confinement, spawn);
            var thread = new Thread(confined, "vellamo-guest-" + spec.name() + "-confined");
            thread.setDaemon(true);
            thread.start();
            holdings.add("the confined thread", () -> {
                confined.end();
                thread.join();
            });
            var errorNumber = confined.awaitSpawned();
            if (errorNumber == ConfinedSpawn.NOT_TRIED) {
                throw new IOException(
                        "the thread that was to confine itself failed before; see its uncaught exception");
            }
            if (errorNumber != 0) {
                throw new LinuxException("posix_spawn(" + what.command().get(0) + ")", errorNumber);
            }
            pid = spawn.pid();
            return confinement == null ? ConfinementReport.OFF : confinement.report();
        }
    }

    private Map<String, String> environment(GuestDirectory directory) {
        var all = new HashMap<>(spec.environment());
        all.put(GuestDirectory.MARK, directory.name());
        all.putIfAbsent(TEMPORARY_FILES, directory.files().toString());
        return all;
    }

    private ConfinementReport checked(ConfinementReport report) throws GuestLaunchException {
        var lacking = report.missingOf(spec.required());
        if (!lacking.isEmpty()) {
            throw new GuestLaunchException("guest " + spec.name() + " requires " + lacking + ", and " + report.text()
                    + ". Run the kernel where they are there, or do not require them");
        }
        if (!report.missing().isEmpty()) {
            LOG.warn("[{}] is not fully confined: {}", spec.name(), report.text());
        }
        return report;
    }

    private static void tellToGo(SocketChannel link) throws IOException {
        var word = ByteBuffer.wrap(GO);
        while (word.hasRemaining()) {
            link.write(word);
        }
    }

    /** Sends SIGTERM to the guest's process. Only for a guest that was started. */
    void terminate() throws LinuxException {
        if (group != null) {
            group.terminate(pid);
        }
    }

    /** Sends SIGKILL to all processes of the guest. Only for a guest that was started. */
    void kill() throws LinuxException {
        if (group != null) {
            group.kill();
        }
    }
}
