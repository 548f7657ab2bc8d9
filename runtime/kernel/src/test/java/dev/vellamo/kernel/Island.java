package dev.vellamo.kernel;

import dev.vellamo.vat.Baggage;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A vat for tests of guests: it answers, keeps, calls others, hangs in every way, and brings its process down. */
public final class Island implements Vat {

    @Override
    public Object root(VatContext vat) {
        return new Root(vat);
    }

    /** What others call. */
    public static final class Root implements Remotable {
        private final VatContext vat;
        private final Baggage kept;
        private int calls;

        Root(VatContext vat) {
            this.vat = vat;
            this.kept = vat.baggage();
        }

        public String bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
            return "up with " + vats.keySet() + " and " + services.keySet();
        }

        public int add(int a, int b) {
            return a + b;
        }

        public long pid() {
            return ProcessHandle.current().pid();
        }

        /** Counts in the heap. */
        public int count() {
            return ++calls;
        }

        /** Counts in what is kept. */
        public int countForGood() {
            int next = kept.has("count") ? kept.get("count", Integer.class) + 1 : 1;
            kept.put("count", next);
            return next;
        }

        public Promise<Object> ask(Ref other, String method) {
            return other.send(method);
        }

        public Promise<Object> askWith(Ref other, String method, Object argument) {
            return other.send(method, argument);
        }

        public Remotable gate() {
            return new Gate();
        }

        public Promise<String> later(long millis) {
            var deferred = vat.<String>deferred();
            vat.timers().after(Duration.ofMillis(millis), () -> deferred.resolve("later"));
            return deferred.promise();
        }

        public String read(String file) throws IOException {
            return Files.readString(Path.of(file));
        }

        public void write(String file, String text) throws IOException {
            Files.writeString(Path.of(file), text);
        }

        public void fail(String why) {
            throw new IllegalStateException(why);
        }

        public void print(String text) {
            System.out.println(text);
        }

        /** Waits until it is interrupted. */
        public void hang() throws InterruptedException {
            new CountDownLatch(1).await();
        }

        /** Nothing but the end of its process ends this. */
        public void hangForGood() {
            while (calls >= 0) {
                Thread.onSpinWait();
            }
        }

        public void dieWithTheProcess() {
            Runtime.getRuntime().halt(3);
        }

        /** The first time it brings the process down, and then it answers. */
        public String dieOnce(String file) throws IOException {
            var mark = Path.of(file);
            if (Files.exists(mark)) {
                return "alive";
            }
            Files.createFile(mark);
            Runtime.getRuntime().halt(3);
            return "unreachable";
        }
    }

    /** An object that lives as long as the heap. */
    public static final class Gate implements Remotable {
        public String knock() {
            return "who is there?";
        }
    }
}
