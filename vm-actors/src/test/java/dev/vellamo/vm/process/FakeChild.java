package dev.vellamo.vm.process;

import dev.vellamo.vm.linux.ChildExit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** A guest's process that does what a test says, and remembers what it was told. */
final class FakeChild implements GuestChild {

    final CompletableFuture<StartedGuest> started = new CompletableFuture<>();
    final CompletableFuture<ChildExit> exited = new CompletableFuture<>();
    final CompletableFuture<List<String>> released = new CompletableFuture<>();
    final AtomicBoolean linkClosed = new AtomicBoolean();
    final List<String> told = new CopyOnWriteArrayList<>();

    @Override
    public CompletionStage<StartedGuest> started() {
        return started;
    }

    @Override
    public CompletionStage<ChildExit> exited() {
        return exited;
    }

    @Override
    public CompletionStage<List<String>> released() {
        return released;
    }

    @Override
    public void terminate() {
        told.add("terminate");
    }

    @Override
    public void kill() {
        told.add("kill");
    }

    @Override
    public void closeLink() {
        linkClosed.set(true);
    }

    @Override
    public List<String> lastOutput() {
        return List.of("the last line");
    }
}
