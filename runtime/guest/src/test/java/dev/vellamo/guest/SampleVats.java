package dev.vellamo.guest;

import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** Vats that do what a test asks them to. Tests of the same process can reach into them. */
public final class SampleVats {

    /** What a method that waits waits for; a new one for each test. */
    static volatile CountDownLatch gate = new CountDownLatch(1);

    /** Counted down when a method begins to wait. */
    static volatile CountDownLatch waiting = new CountDownLatch(1);

    private SampleVats() {}

    static void reset() {
        gate = new CountDownLatch(1);
        waiting = new CountDownLatch(1);
    }

    public static final class Plain implements Vat {
        @Override
        public Object root(VatContext vat) {
            return new Root(vat);
        }
    }

    public static final class Root implements Remotable {
        private final VatContext vat;
        private int count;

        Root(VatContext vat) {
            this.vat = vat;
        }

        public String echo(String text) {
            return text;
        }

        public int count() {
            return ++count;
        }

        public int length(String text) {
            return text.length();
        }

        public String repeat(String text, int times) {
            return text.repeat(times);
        }

        public String powers() {
            return vat.clock().instant().isBefore(Instant.EPOCH) + " "
                    + (vat.random().nextInt(1) == 0);
        }

        public void print(String text) {
            System.out.println(text);
        }

        public void die() {
            throw new OutOfMemoryError("test");
        }

        /** Waits, and says how that ended. */
        public String hang() {
            waiting.countDown();
            try {
                gate.await();
                return "let go";
            } catch (InterruptedException interrupted) {
                return "interrupted";
            }
        }

        /** Its answer comes from another thread. */
        public CompletableFuture<String> later(String text) {
            var promise = new CompletableFuture<String>();
            var thread = new Thread(() -> promise.complete(text), "author");
            thread.setDaemon(true);
            thread.start();
            return promise;
        }

        /** Leaves its thread interrupted. */
        public void interruptItself() {
            Thread.currentThread().interrupt();
        }

        public boolean isInterrupted() {
            return Thread.currentThread().isInterrupted();
        }

        /** Sends more than any frame holds. */
        public void sendMuch(Ref other) {
            for (var i = 0; i < 4; i++) {
                other.sendOnly("take", "x".repeat(18 << 20));
            }
        }
    }

    public static final class Broken implements Vat {
        public Broken() {
            throw new IllegalStateException("out of paint");
        }

        @Override
        public Object root(VatContext vat) {
            return this;
        }
    }

    public static final class Rootless implements Vat {
        @Override
        public Object root(VatContext vat) {
            throw new IllegalStateException("no ground");
        }
    }
}
