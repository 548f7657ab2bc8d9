package dev.vellamo.io.channel;

import dev.vellamo.protocol.capdata.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An answer that a test waits for; a second answer is an error. */
final class TestReply<T> implements Reply<T> {
    private static final long DEADLINE_SECONDS = 10;

    /** What the request failed with. */
    static final class Failed extends RuntimeException {
        private final ErrorCode code;

        Failed(ErrorCode code, String message) {
            super(message);
            this.code = code;
        }

        ErrorCode code() {
            return code;
        }
    }

    private final CompletableFuture<T> answer = new CompletableFuture<>();

    @Override
    public void succeed(T value) {
        requireFirst(answer.complete(value), "success");
    }

    @Override
    public void fail(ErrorCode code, String message) {
        requireFirst(answer.completeExceptionally(new Failed(code, message)), code + " " + message);
    }

    boolean isAnswered() {
        return answer.isDone();
    }

    boolean hasFailed() {
        return answer.isCompletedExceptionally();
    }

    T value() {
        try {
            return answer.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new AssertionError(failed.getCause() + "", failed.getCause());
        } catch (InterruptedException | TimeoutException noAnswer) {
            throw new AssertionError("no answer", noAnswer);
        }
    }

    Failed failure() {
        try {
            throw new AssertionError("succeeded with " + answer.get(DEADLINE_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Failed failure) {
                return failure;
            }
            throw new AssertionError(failed);
        } catch (InterruptedException | TimeoutException noAnswer) {
            throw new AssertionError("no answer", noAnswer);
        }
    }

    private void requireFirst(boolean isFirst, String second) {
        if (!isFirst) {
            throw new AssertionError("answered twice: " + answer + ", then " + second);
        }
    }
}
