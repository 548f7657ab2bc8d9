package dev.vellamo.vm.process;

import dev.vellamo.vm.linux.ChildExit;
import dev.vellamo.vm.linux.ControlGroups;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A guest that ran from its start to its end, without a supervisor.
 *
 * @param said the lines that it wrote to the link
 * @param printed the last lines that it printed to standard error
 * @param notReleased what was left of it
 */
record GuestRun(StartedGuest guest, List<String> said, List<String> printed, ChildExit exit, List<String> notReleased) {

    private static final long PATIENCE_S = 30;

    static GuestRun of(GuestSpec spec, Path runtimeDirectory) throws Exception {
        return of(spec, runtimeDirectory, ControlGroups.DELEGATED);
    }

    static GuestRun of(GuestSpec spec, Path runtimeDirectory, ControlGroups groups) throws Exception {
        var child = ProcessChild.start(spec, runtimeDirectory, groups);
        var guest = started(child);
        var said = readAll(guest);
        child.closeLink();
        var exit = child.exited().toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
        var notReleased = child.released().toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
        return new GuestRun(guest, said, child.lastOutput(), exit, notReleased);
    }

    static GuestRun ofShell(String script, Path runtimeDirectory) throws Exception {
        return of(GuestSpec.of("shell", List.of("/bin/sh", "-c", script)), runtimeDirectory);
    }

    /** Fails, if it could not be started, when everything is released. */
    private static StartedGuest started(GuestChild child) throws Exception {
        try {
            return child.started().toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            child.released().toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
            throw failure;
        }
    }

    private static List<String> readAll(StartedGuest guest) throws IOException {
        var all = new ArrayList<Byte>();
        var chunk = ByteBuffer.allocate(4096);
        while (guest.link().read(chunk.clear()) >= 0) {
            chunk.flip();
            while (chunk.hasRemaining()) {
                all.add(chunk.get());
            }
        }
        var bytes = new byte[all.size()];
        for (int index = 0; index < bytes.length; index++) {
            bytes[index] = all.get(index);
        }
        return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }
}
