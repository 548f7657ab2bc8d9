package dev.vellamo.io.transport;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.SinkShape;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.stage.AbstractGraphStageWithMaterializedValue;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.InHandler;
import org.apache.pekko.util.ByteString;

/**
 * Writes to what blocks, off the stage's thread. It materialises once, to the end of it all.
 *
 * <ul>
 *   <li>takes an element when the one before it was written
 *   <li>completes when the input has completed and all of it was written; cancels and fails if something cannot be written
 *   <li>however it ends, the target is closed
 * </ul>
 */
final class BlockingSink extends AbstractGraphStageWithMaterializedValue<SinkShape<ByteString>, CompletionStage<Done>> {

    /** What is written to. Its methods may block; one that does is called at a time. */
    interface Target {
        /** Writes all of it, or fails. */
        void append(ByteString bytes);

        /** Nothing is appended any more, but for what is on its way. Once, when the stage stops; must not block. */
        default void stopped() {}

        /** Once, after everything else; what fails is logged. */
        void close();
    }

    private final SinkShape<ByteString> shape = SinkShape.of(Inlet.create("BlockingSink.in"));
    private final Target target;

    BlockingSink(Target target) {
        this.target = target;
    }

    /** A connection that is only written to. Its readable side says no more than that writing failed. */
    static Flow<ByteString, ByteString, NotUsed> connection(Target target) {
        return Flow.fromSinkAndSourceMat(
                Sink.fromGraph(new BlockingSink(target)), Source.<ByteString>maybe(), (written, unread) -> {
                    written.whenComplete((done, failure) -> {
                        if (failure != null) {
                            unread.completeExceptionally(failure);
                        }
                    });
                    return NotUsed.getInstance();
                });
    }

    @Override
    public SinkShape<ByteString> shape() {
        return shape;
    }

    @Override
    public Pair<GraphStageLogic, CompletionStage<Done>> createLogicAndMaterializedValuePair(Attributes attributes) {
        var logic = new Logic();
        return Pair.create(logic, logic.end.minimalCompletionStage());
    }

    private final class Logic extends GraphStageLogic implements InHandler {
        private final CompletableFuture<Done> end = new CompletableFuture<>();
        private final AsyncCallback<Done> written = createAsyncCallback(done -> written());
        private final AsyncCallback<Throwable> failed = createAsyncCallback(this::onUpstreamFailure);
        private CompletionStage<?> lastWrite = CompletableFuture.completedFuture(Done.getInstance());
        private boolean writing;

        Logic() {
            super(shape);
            setHandler(shape.in(), this);
        }

        @Override
        public void preStart() {
            setKeepGoing(true);
            pull(shape.in());
        }

        @Override
        public void onPush() {
            var bytes = grab(shape.in());
            writing = true;
            lastWrite = CompletableFuture.runAsync(() -> target.append(bytes), BlockingWork.executor(materializer()))
                    .whenComplete((done, failure) -> {
                        if (failure == null) {
                            written.invoke(Done.getInstance());
                        } else {
                            failed.invoke(BlockingWork.cause(failure));
                        }
                    });
        }

        @Override
        public void onUpstreamFinish() {
            if (!writing) {
                completeStage();
            }
        }

        @Override
        public void onUpstreamFailure(Throwable failure) {
            end.completeExceptionally(failure);
            failStage(failure);
        }

        @Override
        public void postStop() {
            target.stopped();
            var blocking = BlockingWork.executor(materializer());
            lastWrite.whenCompleteAsync(
                    (done, failure) -> {
                        target.close();
                        end.complete(Done.getInstance());
                    },
                    blocking);
        }

        private void written() {
            writing = false;
            if (isClosed(shape.in())) {
                completeStage();
            } else {
                pull(shape.in());
            }
        }
    }
}
