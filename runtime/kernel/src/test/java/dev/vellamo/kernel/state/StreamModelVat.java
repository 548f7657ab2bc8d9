package dev.vellamo.kernel.state;

import dev.vellamo.vat.Deferred;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.StreamHandle;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;

/** Talks on streams as it is told. Messages are numbered by who writes them. */
public final class StreamModelVat implements Vat {

    /** What the root that was made last on this thread has. */
    static final ThreadLocal<Root> MADE = new ThreadLocal<>();

    @Override
    public Object root(VatContext vat) {
        var root = new Root(vat);
        MADE.set(root);
        return root;
    }

    /** One end of a stream, and what happened there. */
    static final class Talk {
        private final StreamHandle stream;
        private final VatContext vat;
        private final Queue<Deferred<String>> slow = new ArrayDeque<>();
        private int written;
        private int sent;
        private int read;
        private boolean isMixedUp;
        private boolean isSlow;
        private boolean isReading;
        private boolean ended;
        private boolean readAll;

        Talk(StreamHandle stream, VatContext vat) {
            this.stream = stream;
            this.vat = vat;
            stream.ended().whenComplete((done, failure) -> ended = true);
        }

        int sent() {
            return sent;
        }

        int read() {
            return read;
        }

        /** Whether a message came that was not the next. */
        boolean isMixedUp() {
            return isMixedUp;
        }

        boolean hasEnded() {
            return ended;
        }

        boolean hasReadAll() {
            return readAll;
        }

        private void write(int bytes) {
            var message = ByteBuffer.allocate(Integer.BYTES + bytes).putInt(written);
            CompletionStage<Void> done = stream.write(message.array());
            if (!done.toCompletableFuture().isCompletedExceptionally()) {
                written++;
                done.thenRun(() -> sent++);
            }
        }

        private void readOn(boolean slowly) {
            isSlow = slowly;
            goOn();
            if (!isReading) {
                isReading = true;
                stream.forEachAsync(this::handle).thenRun(() -> readAll = true);
            }
        }

        private CompletionStage<String> handle(byte[] message) {
            int number = ByteBuffer.wrap(message).getInt();
            isMixedUp |= number != read;
            read++;
            Deferred<String> handled = vat.deferred();
            if (isSlow) {
                slow.add(handled);
            } else {
                handled.resolve("");
            }
            return handled.promise();
        }

        private void goOn() {
            for (var next = slow.poll(); next != null; next = slow.poll()) {
                next.resolve("");
            }
        }
    }

    /** Its root. */
    public static final class Root implements Remotable {
        private final VatContext vat;
        private final List<Talk> talks = new ArrayList<>();

        Root(VatContext vat) {
            this.vat = vat;
        }

        List<Talk> talks() {
            return talks;
        }

        public void take(StreamHandle stream) {
            talks.add(new Talk(stream, vat));
        }

        public void open(Ref other) {
            take(other.open("take"));
        }

        public void write(int talk, int bytes, int times) {
            for (int i = 0; i < times && talk < talks.size(); i++) {
                talks.get(talk).write(bytes);
            }
        }

        public void read(int talk, boolean slowly) {
            if (talk < talks.size()) {
                talks.get(talk).readOn(slowly);
            }
        }

        public void close(int talk) {
            if (talk < talks.size()) {
                talks.get(talk).stream.close();
            }
        }

        public void cancel(int talk) {
            if (talk < talks.size()) {
                talks.get(talk).stream.cancel("by chance");
            }
        }

        public void fail(int talk) {
            if (talk < talks.size()) {
                talks.get(talk).stream.fail("BY_CHANCE", "the model wants it");
            }
        }
    }
}
