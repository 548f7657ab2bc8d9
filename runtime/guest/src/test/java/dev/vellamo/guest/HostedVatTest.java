package dev.vellamo.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.guest.frame.CodeFile;
import dev.vellamo.guest.frame.FromVat;
import dev.vellamo.guest.frame.ToVat;
import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.config.VatCode;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.WireError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostedVatTest {

    private static final String SOURCE = """
            package com.example;
            import dev.vellamo.vat.*;
            public class Main implements Vat {
                @Override public Object root(VatContext vat) { return new Root(); }
                public static class Root implements Remotable {
                    public String greet(String name) { return "Hello, " + name + "%s"; }
                }
            }
            """;

    @TempDir
    Path files = Path.of("");

    private GuestPair pair;

    @BeforeEach
    void begin() throws Exception {
        SampleVats.reset();
        pair = GuestPair.start(files);
    }

    @AfterEach
    void end() throws Exception {
        SampleVats.gate.countDown();
        pair.end();
        try (var left = Files.list(files)) {
            assertThat(left).isEmpty();
        }
    }

    private Heap open() {
        return pair.kernel().open();
    }

    private Heap plain() throws Exception {
        return open().start(SampleVats.Plain.class);
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(KernelEnd.PATIENCE_S, TimeUnit.SECONDS)).isTrue();
    }

    @Nested
    class WhatCannotBeLoaded {

        private Fault reason(VatCode code, CodeFile file) throws Exception {
            return ((FromVat.NotLoaded)
                            open().load(Heap.spec("main", code), file).next())
                    .reason();
        }

        private Fault reason(VatCode code) throws Exception {
            return ((FromVat.NotLoaded)
                            open().load(Heap.spec("main", code), null).next())
                    .reason();
        }

        @Test
        void isAClassThatIsNotThere() throws Exception {
            var reason = reason(new VatCode.ClassCode("com.example.Gone"));

            assertThat(reason.is(ErrorCode.VAT_CODE_NOT_FOUND)).isTrue();
            assertThat(reason.message()).contains("vat \"main\"", "class com.example.Gone was not found");
        }

        @Test
        void isAVatWhoseConstructorThrows() throws Exception {
            var reason = reason(new VatCode.ClassCode(SampleVats.Broken.class.getName()));

            assertThat(reason.is(ErrorCode.VAT_CODE_INVALID)).isTrue();
            assertThat(reason.describe()).contains("out of paint");
        }

        @Test
        void isASourceThatDoesNotCompileAndItIsNamedAsItsAuthorKnowsIt() throws Exception {
            var source = Path.of("/home/kim/shop/Main.java");
            var reason = reason(new VatCode.SourceCode(source), new CodeFile("Main.java", bytes("class Main { int }")));

            assertThat(reason.is(ErrorCode.VAT_CODE_INVALID)).isTrue();
            assertThat(reason.message()).contains("/home/kim/shop/Main.java does not compile", "Main.java:1:");
            assertThat(reason.describe()).doesNotContain(files.toString());
        }

        @Test
        void isAJarThatIsNone() throws Exception {
            var jar = new VatCode.JarCode(Path.of("/opt/shop.jar"), Optional.of("com.example.Main"));
            var reason = reason(jar, new CodeFile("shop.jar", bytes("no jar")));

            assertThat(reason.message()).contains("/opt/shop.jar cannot be read as a jar");
        }

        @Test
        void isAFileThatIsNotHere() throws Exception {
            var reason = reason(new VatCode.SourceCode(Path.of("/home/kim/Gone.java")));

            assertThat(reason.is(ErrorCode.VAT_CODE_NOT_FOUND)).isTrue();
        }

        @Test
        void answersNothingElseAndLetsGo() throws Exception {
            var heap = open().load(Heap.spec("main", new VatCode.ClassCode("com.example.Gone")), null);
            assertThat(heap.next()).isInstanceOf(FromVat.NotLoaded.class);

            heap.send(new ToVat.Start(VatState.EMPTY)).call(1, "echo", "x").stream()
                    .close();

            heap.awaitClosed();
            assertThat(heap.heard()).isEmpty();
        }

        @Test
        void isAVatWhoseRootThrowsWhichAbortsItsStart() throws Exception {
            var code = new VatCode.ClassCode(SampleVats.Rootless.class.getName());
            var heap = open().load(Heap.spec("main", code), null).send(new ToVat.Start(VatState.EMPTY));

            assertThat(heap.next()).isEqualTo(new FromVat.Loaded());
            assertThat(heap.abortion(0).describe()).contains("no ground");
        }
    }

    @Nested
    class WhatIsLoaded {

        @Test
        void isAClassOfTheGuest() throws Exception {
            assertThat(plain().call(1, "echo", "x").answer(1)).isEqualTo("\"x\"");
        }

        @Test
        void isASource() throws Exception {
            var source = new CodeFile("Main.java", bytes(SOURCE.formatted("!")));
            var heap = open().load(Heap.spec("main", new VatCode.SourceCode(Path.of("/x/Main.java"))), source);

            assertThat(heap.next()).isEqualTo(new FromVat.Loaded());
            assertThat(heap.start().call(1, "greet", "Kim").answer(1)).isEqualTo("\"Hello, Kim!\"");
        }

        @Test
        void isAJarAndTwoOfThemDoNotMeet() throws Exception {
            var first = fromJar("?");
            var second = fromJar("!");

            assertThat(first.call(1, "greet", "Kim").answer(1)).isEqualTo("\"Hello, Kim?\"");
            assertThat(second.call(1, "greet", "Kim").answer(1)).isEqualTo("\"Hello, Kim!\"");
        }

        private Heap fromJar(String sign) throws Exception {
            var code = new VatCode.JarCode(Path.of("/x/shop.jar"), Optional.of("com.example.Main"));
            var heap = open().load(Heap.spec("main", code), new CodeFile("shop.jar", jar(sign)));
            assertThat(heap.next()).isEqualTo(new FromVat.Loaded());
            return heap.start();
        }

        private static byte[] jar(String sign) throws IOException {
            var folder = Files.createTempDirectory("vellamo-guest-test");
            var source = Files.writeString(folder.resolve("Main.java"), SOURCE.formatted(sign));
            var compiler = ToolProvider.getSystemJavaCompiler();
            assertThat(compiler.run(null, null, null, "-proc:none", "-d", folder.toString(), source.toString()))
                    .isZero();
            var bytes = new ByteArrayOutputStream();
            try (var jar = new JarOutputStream(bytes);
                    var all = Files.walk(folder)) {
                for (var file :
                        all.filter(each -> each.toString().endsWith(".class")).toList()) {
                    jar.putNextEntry(new JarEntry(folder.relativize(file).toString()));
                    jar.write(Files.readAllBytes(file));
                }
            }
            try (var all = Files.walk(folder)) {
                all.sorted(Comparator.reverseOrder())
                        .forEach(each -> each.toFile().delete());
            }
            return bytes.toByteArray();
        }

        @Test
        void hasTheClockAndTheRandomnessOfTheMachine() throws Exception {
            assertThat(plain().call(1, "powers").answer(1)).isEqualTo("\"false true\"");
        }
    }

    @Nested
    class WhatBreaksTheRules {

        private void assertRefused(Heap heap, WireError error) throws Exception {
            assertThat(heap.awaitFailed().is(error)).isTrue();
            assertThat(plain().call(1, "echo", "others go on").answer(1)).contains("others go on");
        }

        @Test
        void isADeliveryBeforeTheStart() throws Exception {
            assertRefused(open().call(1, "echo", "x"), WireError.PROTOCOL);
        }

        @Test
        void isASecondStart() throws Exception {
            assertRefused(plain().send(new ToVat.Start(VatState.EMPTY)), WireError.PROTOCOL);
        }

        @Test
        void isASecondLoad() throws Exception {
            var spec = Heap.spec("main", new VatCode.ClassCode(SampleVats.Plain.class.getName()));

            assertRefused(plain().load(spec, null), WireError.PROTOCOL);
        }

        @Test
        void isWhatCannotBeRead() throws Exception {
            var heap = plain();
            heap.stream().send(List.of(Payload.text("what?")));

            assertRefused(heap, WireError.DECODE);
        }

        @Test
        void isAnotherTarget() throws Exception {
            assertThat(pair.kernel().open("vat", "jump").awaitFailed().is(WireError.NOT_FOUND))
                    .isTrue();
        }
    }

    @Nested
    class WhatRuns {

        @Test
        void runsInOrder() throws Exception {
            var heap = plain();
            var calls = new ArrayList<ToVat>();
            for (var i = 1; i <= 1_000; i++) {
                calls.add(Heap.message(i, "count"));
            }
            heap.send(calls.toArray(ToVat[]::new));

            for (var i = 1; i <= 1_000; i++) {
                assertThat(heap.answer(i)).isEqualTo(String.valueOf(i));
            }
        }

        @Test
        void answersManyFastDeliveriesTogether() throws Exception {
            var heap = plain().call(1, "hang");
            await(SampleVats.waiting);
            for (var i = 2; i <= 500; i++) {
                heap.call(i, "count");
            }
            var before = heap.batches;
            SampleVats.gate.countDown();

            assertThat(heap.answer(1)).isEqualTo("\"let go\"");
            for (var i = 2; i <= 500; i++) {
                heap.result(i);
            }
            assertThat(heap.batches - before).isLessThan(250);
        }

        @Test
        void mayBeLong() throws Exception {
            var heap = plain().call(1, "length", "x".repeat(5 << 20)).call(2, "repeat", "xy", 3 << 20);

            assertThat(heap.answer(1)).isEqualTo(String.valueOf(5 << 20));
            assertThat(heap.answer(2)).hasSize((6 << 20) + 2);
        }

        @Test
        void asksToBeWokenByAnotherThread() throws Exception {
            var heap = plain().call(1, "later", "x");

            assertThat(heap.answer(1)).isEqualTo("nothing yet");
            assertThat(heap.next()).isEqualTo(new FromVat.Wake());
            heap.send(new ToVat.Deliver(2, new Delivery.Wake()));
            assertThat(((CrankResult.Completed) heap.result(2)).writeSet().effects())
                    .hasSize(1);
        }

        @Test
        void answersEveryDeliveryAfterAnAbortWithTheSame() throws Exception {
            var heap = plain().call(1, "die").call(2, "echo", "x");

            assertThat(heap.abortion(1)).isEqualTo(heap.abortion(2));
        }

        @Test
        void losesItsHeapIfItSaysMoreThanFitsIntoAFrame() throws Exception {
            var arguments =
                    new CapData(new Passable.Sequence(List.of(new Passable.Reference(0))), List.of(Slot.imported(1)));
            var heap = plain().send(new ToVat.Deliver(1, new Delivery.Message(Slot.ROOT, "sendMuch", arguments, null)));

            var reason = heap.abortion(1);

            assertThat(reason.is(ErrorCode.LIMIT_REACHED)).isTrue();
            assertThat(reason.message()).contains("MAX_FRAME_BYTES");
            assertThat(heap.call(2, "echo", "x").abortion(2)).isEqualTo(reason);
        }

        @Test
        void doesNotFindItsThreadInterruptedByWhatRanBefore() throws Exception {
            var heap = plain().call(1, "interruptItself").call(2, "isInterrupted");

            heap.result(1);
            assertThat(heap.answer(2)).isEqualTo("false");
        }
    }

    @Nested
    class WhileOneDeliveryHangs {

        @Test
        void theResultsBeforeItArrive() throws Exception {
            var heap = plain();
            heap.send(Heap.message(1, "echo", "x"), Heap.message(2, "echo", "y"), Heap.message(3, "hang"));
            await(SampleVats.waiting);
            var started = System.nanoTime();

            assertThat(heap.answer(1)).isEqualTo("\"x\"");
            assertThat(heap.answer(2)).isEqualTo("\"y\"");
            assertThat(SampleVats.gate.getCount()).isOne();
            System.out.printf(
                    "[guest] results before a slow delivery arrived after %,d us%n",
                    (System.nanoTime() - started) / 1_000);
        }

        @Test
        void anotherVatAnswersWithin50Milliseconds() throws Exception {
            var other = plain();
            plain().call(1, "hang");
            await(SampleVats.waiting);
            other.call(1, "echo", "warm").answer(1);

            var fastest = Long.MAX_VALUE;
            for (var i = 2; i < 12; i++) {
                var started = System.nanoTime();
                other.call(i, "echo", "x").answer(i);
                fastest = Math.min(fastest, System.nanoTime() - started);
            }

            assertThat(fastest).isLessThan(TimeUnit.MILLISECONDS.toNanos(50));
        }

        @Test
        void theKernelCanInterruptIt() throws Exception {
            var heap = plain().call(1, "hang");
            await(SampleVats.waiting);

            heap.stream().close();
            heap.stream().cancel("missed its deadline");

            awaitNoThreads();
            heap.awaitOver();
        }

        @Test
        void theStreamMayFail() throws Exception {
            var heap = plain().call(1, "hang");
            await(SampleVats.waiting);

            heap.stream().release();

            awaitNoThreads();
        }

        @Test
        void lettingGoWaitsForItAndSkipsTheRest() throws Exception {
            var heap = plain().call(1, "hang").call(2, "echo", "x");
            await(SampleVats.waiting);

            heap.stream().close();
            assertThat(plain().call(1, "echo", "x").answer(1)).isEqualTo("\"x\"");
            assertThat(heap.isClosed()).isFalse();
            SampleVats.gate.countDown();

            heap.awaitClosed();
            assertThat(heap.heard()).hasSize(1);
            assertThat(heap.answer(1)).isEqualTo("\"let go\"");
        }

        /** Returns when nothing of any vat runs: a thread that waits for work takes the next one. */
        private void awaitNoThreads() {
            while (pair.place().threads().getActiveCount() > 0) {
                Thread.onSpinWait();
            }
        }
    }

    @Nested
    class WhileTheKernelTakesNothing {

        @Test
        void deliveriesWaitAndNothingIsLostAfterwards() throws Exception {
            var heap = plain();
            heap.consumes = false;
            var text = "x".repeat(100 << 10);
            for (var i = 1; i <= 40; i++) {
                heap.call(i, "echo", text);
            }
            while (heap.heard().isEmpty()) {
                Thread.onSpinWait();
            }
            var other = plain();
            for (var i = 1; i <= 100; i++) {
                other.call(i, "echo", "x").answer(i);
            }
            assertThat(heap.heard().size()).isLessThan(40);

            heap.consume();

            for (var i = 1; i <= 40; i++) {
                assertThat(heap.answer(i)).hasSize(text.length() + 2);
            }
        }
    }

    @Nested
    class WhenTheLinkEnds {

        @Test
        void vatsThatHangAreInterruptedAndLetGoOf() throws Exception {
            plain().call(1, "hang");
            await(SampleVats.waiting);

            pair.kernel().link().cut("the kernel died");

            while (pair.place().threads().getActiveCount() > 0) {
                Thread.onSpinWait();
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
