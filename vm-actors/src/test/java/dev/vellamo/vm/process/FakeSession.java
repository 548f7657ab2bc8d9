package dev.vellamo.vm.process;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/** A session that ends when a test says so. */
final class FakeSession implements GuestSession {

    final CompletableFuture<Done> asked = new CompletableFuture<>();
    final CompletableFuture<Done> ended = new CompletableFuture<>();

    @Override
    public void askToStop() {
        asked.complete(Done.getInstance());
    }

    @Override
    public CompletionStage<Done> ended() {
        return ended;
    }
}
