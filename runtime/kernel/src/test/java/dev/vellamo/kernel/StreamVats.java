package dev.vellamo.kernel;

import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.StreamHandle;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import dev.vellamo.vat.VatException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A vat that takes and opens streams. */
public final class StreamVats implements Vat {

    @Override
    public Object root(VatContext vat) {
        return new Root(vat);
    }

    /** Its root. */
    public static final class Root implements Remotable {
        private final VatContext vat;
        private final Map<String, Ref> vats = new HashMap<>();
        private final List<String> heard = new ArrayList<>();
        private @Nullable StreamHandle kept;
        private int read;
        private int written;

        Root(VatContext vat) {
            this.vat = vat;
        }

        public void bootstrap(Map<String, Ref> allVats, Map<String, Ref> services) {
            vats.putAll(allVats);
            vats.putAll(services);
        }

        /** Writes back what it reads. */
        public CompletionStage<Void> echo(StreamHandle stream) {
            return stream.forEachAsync(stream::write).thenRun(stream::close);
        }

        /** Writes numbers, as fast as they are read. */
        public CompletionStage<Void> count(int from, StreamHandle stream, int to) {
            CompletionStage<Void> last = null;
            written = from;
            do {
                last = stream.write(String.valueOf(written));
                written++;
            } while (stream.isWritable() && written < to);
            if (written < to) {
                int next = written;
                return last.thenCompose(done -> count(next, stream, to));
            }
            stream.close();
            return stream.ended();
        }

        public int written() {
            return written;
        }

        public void fails(StreamHandle stream) {
            throw new VatException("NOT_TODAY", "the shop is closed");
        }

        public CompletionStage<Void> failsLater(StreamHandle stream) {
            return stream.forEach(message -> {
                throw new IllegalStateException("cannot read " + text(message));
            });
        }

        /** Reads when it is told to. */
        public void keep(StreamHandle stream) {
            kept = stream;
            stream.ended().whenComplete((done, failure) -> heard.add(failure == null ? "ended" : code(failure)));
        }

        public boolean keeps() {
            return kept != null;
        }

        /** Writes numbers and keeps the stream. */
        public CompletionStage<Void> countKept(StreamHandle stream) {
            keep(stream);
            return count(0, stream, 1_000_000_000).exceptionally(cancelled -> null);
        }

        public void readKept() {
            kept().forEach(message -> read++);
        }

        public void write(String message) {
            kept().write(message);
        }

        /** Changes what is on disk, and writes that it did. */
        public void remember(String what) {
            vat.baggage().put("remembered", what);
            kept().write("remembered " + what);
        }

        public void closeKept() {
            kept().close();
        }

        public void cancelKept(String reason) {
            kept().cancel(reason);
        }

        public int read() {
            return read;
        }

        public List<String> heard() {
            return heard;
        }

        private StreamHandle kept() {
            return Optional.ofNullable(kept).orElseThrow();
        }

        /** Opens a stream to another vat and keeps its end. */
        public void openTo(String name, String method) {
            keep(vat(name).open(method));
        }

        private Ref vat(String name) {
            return Optional.ofNullable(vats.get(name)).orElseThrow();
        }

        public Remotable self() {
            return this;
        }

        /** Reads what another vat writes; answers how many messages that were when it has closed. */
        public CompletionStage<Integer> countOf(String name, int messages) {
            var stream = Optional.ofNullable(vats.get(name)).orElseThrow().open("count", 0, messages);
            stream.close();
            return stream.forEach(this::readNext).thenApply(done -> read);
        }

        private void readNext(byte[] message) {
            if (!text(message).equals(String.valueOf(read))) {
                throw new IllegalStateException("out of order: " + text(message) + " behind " + read);
            }
            read++;
        }

        /** Sends text there and back over streams to another vat; answers what came back. */
        public CompletionStage<List<String>> echoOf(String name, List<String> texts) {
            var stream = vat(name).open("echo");
            var back = new ArrayList<String>();
            var all = stream.forEach(message -> back.add(text(message)));
            texts.forEach(stream::write);
            stream.close();
            return all.thenApply(done -> back);
        }

        public void exit() {
            vat.exit("done");
        }

        public void exitWithFailure() {
            throw vat.exitWithFailure("it must");
        }
    }

    static String text(byte[] message) {
        return new String(message, StandardCharsets.UTF_8);
    }

    private static String code(Throwable failure) {
        return failure instanceof VatException known ? known.code() : failure.toString();
    }
}
