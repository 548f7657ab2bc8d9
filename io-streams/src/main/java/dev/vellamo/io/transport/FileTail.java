package dev.vellamo.io.transport;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.OutHandler;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Reads a file and what is appended to it. It materialises once.
 *
 * <ul>
 *   <li>emits what there is, when there is demand: at most {@link FollowedFile#CHUNK_BYTES} at a time
 *   <li>backpressures by not reading
 *   <li>completes when the file ends for its readers, see {@link FollowedFile}; fails if it cannot be read
 *   <li>however it ends, the file is closed
 * </ul>
 */
final class FileTail extends GraphStage<SourceShape<ByteString>> {

    /** How long it may take until something new is seen: little for people, and a look costs some microseconds. */
    static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    private final SourceShape<ByteString> shape = SourceShape.of(Outlet.create("FileTail.out"));
    private final FollowedFile file;

    FileTail(FollowedFile file) {
        this.file = file;
    }

    @Override
    public SourceShape<ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends TimerGraphStageLogic implements OutHandler {
        private final AsyncCallback<FollowedFile.Look> looked = createAsyncCallback(this::looked);
        private final AsyncCallback<Throwable> failed = createAsyncCallback(this::failStage);
        private CompletionStage<?> lastLook = CompletableFuture.completedFuture("none yet");

        Logic() {
            super(shape);
            setHandler(shape.out(), this);
        }

        @Override
        public void onPull() {
            var look = CompletableFuture.supplyAsync(file::look, BlockingWork.executor(materializer()));
            lastLook = look.whenComplete((found, failure) -> {
                if (failure == null) {
                    looked.invoke(found);
                } else {
                    failed.invoke(BlockingWork.cause(failure));
                }
            });
        }

        @Override
        public void onTimer(Object timer) {
            onPull();
        }

        @Override
        public void postStop() {
            lastLook.whenComplete((found, failure) -> file.close());
        }

        private void looked(FollowedFile.Look look) {
            if (look.isEnd()) {
                completeStage();
            } else if (look.bytes().isEmpty()) {
                scheduleOnce("look", POLL_INTERVAL);
            } else {
                push(shape.out(), look.bytes());
            }
        }
    }
}
