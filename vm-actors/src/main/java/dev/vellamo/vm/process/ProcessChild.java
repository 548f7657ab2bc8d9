package dev.vellamo.vm.process;

import dev.vellamo.vm.linux.ChildExit;
import dev.vellamo.vm.linux.ChildWait;
import dev.vellamo.vm.linux.ControlGroups;
import dev.vellamo.vm.linux.LinuxException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A guest as a child process of this JVM.
 *
 * <p>Three threads belong to it: one that starts it, waits for its end and releases everything; one that is confined and
 * is the parent of the process; one that drains its output. All end with it.
 */
final class ProcessChild implements GuestChild {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessChild.class);

    private final GuestSpec spec;
    private final Path runtimeDirectory;
    private final ControlGroups groups;
    private final OutputTail tail = new OutputTail();
    private final CompletableFuture<StartedGuest> started = new CompletableFuture<>();
    private final CompletableFuture<ChildExit> exited = new CompletableFuture<>();
    private final CompletableFuture<List<String>> released = new CompletableFuture<>();

    private final CountDownLatch linkDone = new CountDownLatch(1);

    private @Nullable GuestLaunch running;
    private boolean killed;

    private ProcessChild(GuestSpec spec, Path runtimeDirectory, ControlGroups groups) {
        this.spec = spec;
        this.runtimeDirectory = runtimeDirectory;
        this.groups = groups;
    }

    /** Begins to start a guest. */
    static GuestChild start(GuestSpec spec, Path runtimeDirectory) {
        return start(spec, runtimeDirectory, ControlGroups.DELEGATED);
    }

    static GuestChild start(GuestSpec spec, Path runtimeDirectory, ControlGroups groups) {
        var child = new ProcessChild(spec, runtimeDirectory, groups);
        var thread = new Thread(child::live, "vellamo-guest-" + spec.name());
        thread.setDaemon(true);
        thread.start();
        return child;
    }

    private void live() {
        var holdings = new Holdings();
        try {
            var launch = new GuestLaunch(spec, new GuestLaunch.Surroundings(tail, holdings, linkDone, groups));
            var guest = launch.start(runtimeDirectory);
            nowRunning(launch);
            started.complete(guest);
            exited.complete(ChildWait.untilEnded(guest.pid()));
        } catch (GuestLaunchException failure) {
            fail(failure);
        } catch (UnsatisfiedLinkError failure) {
            fail(new GuestLaunchException("process guests need Linux with glibc 2.34 or newer", failure));
        } catch (IOException | InterruptedException | RuntimeException | Error failure) {
            // Errors too: whoever waits for this guest is answered in any case.
            fail(new GuestLaunchException("guest " + spec.name() + " could not be started", failure));
        } finally {
            released.complete(holdings.releaseAll());
        }
    }

    private void fail(GuestLaunchException failure) {
        closeLink();
        if (!started.completeExceptionally(failure)) {
            LOG.error("[{}] its process cannot be watched any more, and is killed", spec.name(), failure);
            exited.complete(new ChildExit.Unknown());
        }
    }

    private synchronized void nowRunning(GuestLaunch launch) {
        running = launch;
        if (killed) {
            kill();
        }
    }

    @Override
    public CompletionStage<StartedGuest> started() {
        return started.minimalCompletionStage();
    }

    @Override
    public CompletionStage<ChildExit> exited() {
        return exited.minimalCompletionStage();
    }

    @Override
    public CompletionStage<List<String>> released() {
        return released.minimalCompletionStage();
    }

    @Override
    public synchronized void terminate() {
        if (running != null) {
            try {
                running.terminate();
            } catch (LinuxException failure) {
                LOG.warn("[{}] cannot be asked to end", spec.name(), failure);
            }
        }
    }

    @Override
    public synchronized void kill() {
        killed = true;
        if (running != null) {
            try {
                running.kill();
            } catch (LinuxException failure) {
                LOG.error("[{}] cannot be killed", spec.name(), failure);
            }
        }
    }

    @Override
    public void closeLink() {
        linkDone.countDown();
    }

    @Override
    public List<String> lastOutput() {
        return tail.lines();
    }
}
