package dev.vellamo.kernel;

import dev.vellamo.kernel.launch.SubclustersActor;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;

/** A launch that was handed to the subclusters' actor. */
final class PendingLaunch implements Launch {

    private final SubclustersActor.Launch launch;
    private final ActorRef<SubclustersActor.Command> subclusters;

    PendingLaunch(SubclustersActor.Launch launch, ActorRef<SubclustersActor.Command> subclusters) {
        this.launch = launch;
        this.subclusters = subclusters;
    }

    @Override
    public CompletionStage<String> id() {
        return launch.id().minimalCompletionStage();
    }

    @Override
    public CompletionStage<Subcluster> result() {
        return launch.result().minimalCompletionStage();
    }

    @Override
    public void cancel() {
        id().thenAccept(id -> subclusters.tell(new SubclustersActor.Terminate(id, "the launch was cancelled")));
    }

    /** Answers instead of a kernel that has ended; does nothing if it was answered. */
    void refuse(KernelException reason) {
        launch.id().completeExceptionally(reason);
        launch.result().completeExceptionally(reason);
    }
}
