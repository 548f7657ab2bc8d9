package dev.vellamo.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.io.link.ChannelTransport;
import dev.vellamo.vm.linux.ChildExit;
import dev.vellamo.vm.linux.ChildWait;
import dev.vellamo.vm.linux.Descriptor;
import dev.vellamo.vm.linux.Spawn;
import dev.vellamo.vm.linux.SpawnPlan;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A guest program as a direct child of this process, without a supervisor: nothing but its link tells it to end. */
final class GuestProcess {

    private final int pid;
    private final KernelEnd kernel;
    private final CompletableFuture<ChildExit> exit = new CompletableFuture<>();
    private final CompletableFuture<Boolean> allPrinted = new CompletableFuture<>();
    private final List<String> printed = new CopyOnWriteArrayList<>();

    private GuestProcess(int pid, KernelEnd kernel) {
        this.pid = pid;
        this.kernel = kernel;
    }

    static GuestProcess start(List<String> command, Path directory) throws Exception {
        return start(command, Map.of("VELLAMO_INCARNATION", String.valueOf(KernelEnd.INCARNATION)), directory);
    }

    static GuestProcess start(List<String> command, Map<String, String> environment, Path directory) throws Exception {
        var link = Descriptor.socketPair();
        var errors = Descriptor.pipe();
        int pid;
        try (var theirs = link.second();
                var errorEnd = errors.second()) {
            var standard = new SpawnPlan.Standard(theirs, theirs, errorEnd);
            var plan = new SpawnPlan(command, environment, directory, SpawnPlan.NEW_GROUP, standard);
            try (var spawn = new Spawn(plan)) {
                assertThat(spawn.start()).isZero();
                pid = spawn.pid();
            }
        }
        var ours = link.first();
        var guest = new GuestProcess(pid, new KernelEnd(ChannelTransport.of(ours.asSocket())));
        guest.kernel.link().released().thenRun(ours::close);
        var lines = new BufferedReader(new InputStreamReader(errors.first().intoInput(), StandardCharsets.UTF_8));
        guest.inBackground(() -> guest.read(lines));
        guest.inBackground(guest::awaitDeath);
        return guest;
    }

    private void inBackground(Runnable task) {
        var thread = new Thread(task, "guest-process-" + pid);
        thread.setDaemon(true);
        thread.start();
    }

    private void read(BufferedReader lines) {
        try (lines) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                printed.add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            allPrinted.complete(true);
        }
    }

    private void awaitDeath() {
        try {
            exit.complete(ChildWait.reap(pid));
        } catch (IOException e) {
            exit.completeExceptionally(e);
        }
    }

    int pid() {
        return pid;
    }

    KernelEnd kernel() {
        return kernel;
    }

    ChildExit awaitExit() throws Exception {
        return exit.get(KernelEnd.PATIENCE_S, TimeUnit.SECONDS);
    }

    /** All of it, once the process has ended. */
    List<String> printed() throws Exception {
        allPrinted.get(KernelEnd.PATIENCE_S, TimeUnit.SECONDS);
        return printed;
    }

    void kill() throws Exception {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        awaitExit();
        kernel.end();
    }
}
