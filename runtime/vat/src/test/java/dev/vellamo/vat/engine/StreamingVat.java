package dev.vellamo.vat.engine;

import dev.vellamo.protocol.crank.StreamLimits;
import dev.vellamo.vat.Deferred;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.StreamHandle;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import dev.vellamo.vat.VatException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Takes and opens streams, and does on them what a test says. */
public final class StreamingVat implements Vat {

    @Override
    public Object root(VatContext vat) {
        return new Root(vat);
    }

    /** Its root. */
    public static final class Root implements Remotable {
        private final VatContext vat;
        private final List<String> log = new ArrayList<>();
        private final ArrayDeque<Deferred<String>> slow = new ArrayDeque<>();
        private @Nullable StreamHandle kept;

        Root(VatContext vat) {
            this.vat = vat;
        }

        private StreamHandle kept() {
            return Optional.ofNullable(kept).orElseThrow();
        }

        private void note(String what, CompletionStage<?> stage) {
            stage.whenComplete((done, failure) -> log.add(failure == null ? what : what + " " + code(failure)));
        }

        private static String code(Throwable failure) {
            var inner = failure instanceof CompletionException ? failure.getCause() : failure;
            return inner instanceof VatException known ? known.code() : String.valueOf(inner);
        }

        // Handlers

        public void take(StreamHandle stream) {
            kept = stream;
            note("ended", stream.ended());
        }

        public void between(String before, StreamHandle stream, int after) {
            take(stream);
            log.add(before + " " + after);
        }

        public String both(String text) {
            return "called with " + text;
        }

        public void both(String text, StreamHandle stream) {
            log.add("opened with " + text);
        }

        public void throwing(StreamHandle stream) {
            throw new VatException("NOT_TODAY", "the shop is closed");
        }

        public Promise<String> rejecting(StreamHandle stream) {
            take(stream);
            Deferred<String> later = vat.deferred();
            slow.add(later);
            return later.promise();
        }

        public void givingUp(StreamHandle stream) {
            stream.write("never seen");
            throw vat.exitWithFailure("it must");
        }

        public void ordinary(String text) {
            log.add(text);
        }

        // What it does

        public void open(Ref target) {
            take(target.open("talk", "x", 1));
        }

        public void openSoon(Promise<Object> target) {
            take(target.ref().open("talk", "x"));
        }

        public void openOwn() {
            take(vat.revocable(this).ref().open("take"));
        }

        public void write(String message) {
            note("wrote " + message, kept().write(message));
        }

        public void writeBulk(int bytes, int times) {
            for (int i = 0; i < times; i++) {
                note("bulk " + i, kept().write(new byte[bytes]));
            }
        }

        /** As long as there is credit. */
        public int fill() {
            int written = 0;
            while (kept().isWritable()) {
                note("filled", kept().write(new byte[StreamLimits.WINDOW_BYTES / 8]));
                written++;
            }
            return written;
        }

        public void close() {
            kept().close();
        }

        public void cancel(String reason) {
            kept().cancel(reason);
        }

        public void fail(String code) {
            kept().fail(code, "because");
        }

        public void read() {
            note("read all", kept().forEach(message -> log.add(text(message))));
        }

        public void readUntil(String bad) {
            note("read all", kept().forEach(message -> {
                if (text(message).equals(bad)) {
                    throw new VatException("BAD_MESSAGE", bad);
                }
                log.add(text(message));
            }));
        }

        public void readSlowly() {
            note("read all", kept().forEachAsync(message -> {
                log.add(text(message));
                Deferred<String> later = vat.deferred();
                slow.add(later);
                return later.promise();
            }));
        }

        public void goOn() {
            slow.remove().resolve("");
        }

        public void giveUp(String code) {
            slow.remove().reject(new VatException(code, "because"));
        }

        public void pass(Ref to) {
            to.sendOnly("take", kept());
        }

        public String log() {
            var all = String.join(", ", log);
            log.clear();
            return all;
        }

        private static String text(byte[] message) {
            return message.length > 100 ? message.length + " bytes" : new String(message, StandardCharsets.UTF_8);
        }
    }
}
