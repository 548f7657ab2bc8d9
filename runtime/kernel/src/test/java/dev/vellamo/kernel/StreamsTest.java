package dev.vellamo.kernel;

import static dev.vellamo.kernel.run.Baseline.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.protocol.crank.StreamLimits;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.VatException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Streams between vats, and between host code and vats. */
class StreamsTest {

    private static final int WINDOW = StreamLimits.WINDOW_BYTES;

    private final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "host");
    private Kernel kernel;
    private Subcluster cluster;

    @BeforeEach
    void launches() {
        kernel = Kernels.start();
        cluster = kernel.launch(ClusterConfig.builder()
                        .bootstrap("a")
                        .vat("a", VatConfig.ofClass(StreamVats.class))
                        .vat("b", VatConfig.ofClass(StreamVats.class))
                        .build())
                .join();
    }

    @AfterEach
    void closes() {
        kernel.close();
        system.terminate();
        Answers.of(system.getWhenTerminated());
    }

    /** A vat of a subcluster of its own that is granted a service. */
    private Ref vatWith(String name, Object service, Class<?> code) {
        kernel.services().register(name, service);
        return kernel.launch(ClusterConfig.builder()
                        .bootstrap("c")
                        .service(name)
                        .vat("c", VatConfig.ofClass(code.asSubclass(dev.vellamo.vat.Vat.class)))
                        .build())
                .join()
                .vat("c");
    }

    private Ref a() {
        return cluster.vat("a");
    }

    private Ref b() {
        return cluster.vat("b");
    }

    private CompletionStage<List<String>> run(Source<String, NotUsed> in, Flow<ByteString, ByteString, NotUsed> flow) {
        return in.map(ByteString::fromString)
                .via(flow)
                .map(ByteString::utf8String)
                .toMat(Sink.seq(), Keep.right())
                .run(system);
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).toList();
    }

    /** What a vat noted about the stream that it keeps. */
    private List<String> heard(Ref vat) {
        return Answers.of(vat.send("heard").as(new Promise.TypeRef<List<String>>() {}));
    }

    private boolean eventuallyHears(Ref vat, String what) {
        return eventually(() -> heard(vat).equals(List.of(what)));
    }

    private int number(Ref vat, String method) {
        return Answers.of(vat.send(method).as(Integer.class));
    }

    private static String next(SinkQueueWithCancel<ByteString> reader) {
        return Answers.of(reader.pull()).orElseThrow().utf8String();
    }

    /** What a flow without anything to write fails with. */
    private VatException failure(Flow<ByteString, ByteString, NotUsed> flow) {
        return Answers.rejection(Source.<ByteString>maybe().via(flow).runWith(Sink.ignore(), system));
    }

    /** How a flow ends whose stream vat b keeps. */
    private CompletionStage<Done> endOfKept() {
        var end = Source.<ByteString>maybe().via(kernel.stream(b(), "keep")).runWith(Sink.ignore(), system);
        awaitKept();
        return end;
    }

    private void awaitKept() {
        assertThat(eventually(() -> Answers.of(b().send("keeps").as(Boolean.class))))
                .isTrue();
    }

    @Nested
    class FromVatToVat {

        @Test
        void messagesGoThereAndBackInOrder() {
            var texts = numbers(10_000);

            assertThat(Answers.of(a().send("echoOf", "b", texts))).isEqualTo(texts);
        }

        @Test
        void aBulkGoesThroughAWindow() {
            assertThat(Answers.of(a().send("countOf", "b", 100_000))).isEqualTo(100_000);
        }

        @Test
        void aHandlerThatThrowsFailsIt() {
            a().sendOnly("openTo", "b", "fails");

            assertThat(eventuallyHears(a(), "NOT_TODAY")).isTrue();
        }

        @Test
        void bothEndsHearThatTheOtherStartedAgain() {
            Answers.of(a().send("openTo", "b", "keep"));
            Answers.of(kernel.restartVat("v2"));
            assertThat(eventuallyHears(a(), "VAT_RESTARTED")).isTrue();

            Answers.of(b().send("bootstrap", cluster.vats(), Map.of()));
            Answers.of(b().send("openTo", "a", "keep"));
            Answers.of(kernel.restartVat("v1"));
            assertThat(eventuallyHears(b(), "VAT_RESTARTED")).isTrue();
        }

        @Test
        void theOtherEndHearsThatAVatFailed() {
            Answers.of(a().send("openTo", "b", "keep"));

            b().sendOnly("exitWithFailure");

            assertThat(eventuallyHears(a(), "VAT_TERMINATED")).isTrue();
        }

        @Test
        void oneToAServiceIsRefused() {
            var c = vatWith("clock", new Object(), StreamVats.class);

            Answers.of(c.send("openTo", "clock", "ticks"));

            assertThat(eventuallyHears(c, "STREAMING_UNSUPPORTED")).isTrue();
        }
    }

    @Nested
    class AFlowThatCannotBeOpened {

        @Test
        void failsIfTheMethodTakesNoStream() {
            assertThat(failure(kernel.stream(b(), "heard")).is(ErrorCode.STREAMING_UNSUPPORTED))
                    .isTrue();
        }

        @Test
        void failsIfThereIsNoSuchMethod() {
            assertThat(failure(kernel.stream(b(), "ecko")))
                    .hasMessageContaining("METHOD_NOT_FOUND")
                    .hasMessageContaining("\"echo\"");
        }

        @Test
        void failsIfItsPromiseIsRejectedOrNoReference() {
            var rejected = b().send("nothing").ref();
            var text = b().send("heard").ref();

            assertThat(failure(kernel.stream(rejected, "echo")).is(ErrorCode.METHOD_NOT_FOUND))
                    .isTrue();
            assertThat(failure(kernel.stream(text, "echo")).is(ErrorCode.BAD_PROMISE_RESOLUTION))
                    .isTrue();
        }

        @Test
        void isRefusedAtOnceIfAnArgumentCannotLeaveTheHost() {
            assertThatThrownBy(() -> kernel.stream(b(), "echo", Thread.currentThread()))
                    .hasMessageContaining("NOT_PASSABLE");
        }

        @Test
        void isNotOpenedByTheRefItself() {
            assertThatThrownBy(() -> b().open("echo")).hasMessageContaining("Kernel.stream");
        }

        @Test
        void failsOnceTheKernelHasEnded() {
            var flow = kernel.stream(b(), "echo");
            kernel.close();

            assertThat(failure(flow).is(ErrorCode.KERNEL_STOPPED)).isTrue();
        }
    }

    @Nested
    class AFlow {

        @Test
        void goesThereAndBackInOrder() {
            var texts = numbers(50_000);

            var back = Answers.of(run(Source.from(texts), kernel.stream(b(), "echo")));

            assertThat(back).hasSize(texts.size());
            assertThat(back.equals(texts)).as("the same, in order").isTrue();
        }

        @Test
        void opensAStreamForEachMaterialisation() {
            var flow = kernel.stream(b(), "count", 0, 3);

            assertThat(Answers.of(run(Source.empty(), flow))).containsExactly("0", "1", "2");
            assertThat(Answers.of(run(Source.empty(), flow))).containsExactly("0", "1", "2");
        }

        @Test
        void goesToWhatAPromiseResolvesTo() {
            var later = b().send("self").ref();

            assertThat(Answers.of(run(Source.from(List.of("x", "y")), kernel.stream(later, "echo"))))
                    .containsExactly("x", "y");
        }

        @Test
        void ofAServiceGoesToTheVatThatItIsGiven() {
            var c = vatWith("greeter", new Greeter(kernel, system), Vats.Worker.class);

            assertThat(Answers.of(c.send("callService", "greeter", "greet", b())))
                    .isEqualTo("hello hello");
        }

        @Test
        void writesNoFasterThanTheVatReads() {
            var taken = new AtomicInteger();
            var element = ByteString.fromArray(new byte[1_000]);
            var end = Source.repeat(element)
                    .take(10_000)
                    .wireTap(each -> taken.incrementAndGet())
                    .via(kernel.stream(b(), "keep"))
                    .runWith(Sink.ignore(), system);
            awaitKept();
            assertThat(eventually(() -> taken.get() >= 250)).isTrue();
            Answers.of(kernel.ping("v2"));

            assertThat(taken).hasValueLessThan(WINDOW / 1_000 + 50);
            Answers.of(b().send("readKept"));
            assertThat(eventually(() -> number(b(), "read") == 10_000)).isTrue();
            Answers.of(b().send("closeKept"));
            Answers.of(end);
        }

        @Test
        void letsTheVatWriteNoFasterThanItIsRead() {
            var reader = Source.<ByteString>maybe()
                    .via(kernel.stream(b(), "count", 0, 1_000_000))
                    .runWith(Sink.queue(), system);
            int mostOnTheirWay = WINDOW / StreamLimits.MESSAGE_OVERHEAD_BYTES;
            int read = 0;
            for (int until : new int[] {10, 50_000, 100_000}) {
                for (; read < until; read++) {
                    assertThat(next(reader)).isEqualTo(String.valueOf(read));
                }
                assertThat(number(b(), "written")).isBetween(read, read + mostOnTheirWay);
            }
            reader.cancel();
        }
    }

    @Nested
    class AnEndOfAFlow {

        @Test
        void ofUpstreamIsACloseAndTheVatMayGoOn() {
            var reader =
                    Source.<ByteString>empty().via(kernel.stream(b(), "keep")).runWith(Sink.queue(), system);
            awaitKept();
            b().sendOnly("write", "still here");

            assertThat(next(reader)).isEqualTo("still here");
            assertThat(heard(b())).isEmpty();
            b().sendOnly("closeKept");
            assertThat(Answers.of(reader.pull())).isEmpty();
            assertThat(eventuallyHears(b(), "ended")).isTrue();
        }

        @Test
        void ofUpstreamByAFailureFailsTheStream() {
            var broken = Source.<ByteString>maybe().concat(Source.never());
            var failing = broken.merge(Source.lazySource(
                    () -> Source.<ByteString>failed(new VatException("NO_PAPER", "the printer is empty"))));

            var end = failing.via(kernel.stream(b(), "keep")).runWith(Sink.ignore(), system);

            assertThat(Answers.rejection(end)).hasMessageContaining("NO_PAPER");
            assertThat(eventuallyHears(b(), "NO_PAPER")).isTrue();
        }

        @Test
        void byAnElementThatIsTooLargeFailsTheStream() {
            var large = Source.single(ByteString.fromArray(new byte[StreamLimits.MAX_MESSAGE_BYTES + 1]));

            assertThat(Answers.rejection(large.via(kernel.stream(b(), "keep")).runWith(Sink.ignore(), system)))
                    .hasMessageContaining("LIMIT_REACHED");
            assertThat(eventuallyHears(b(), "LIMIT_REACHED")).isTrue();
        }

        @Test
        void ofDownstreamCancelsWhatTheVatWrites() {
            var first = Source.<ByteString>empty()
                    .via(kernel.stream(b(), "countKept"))
                    .take(3)
                    .map(ByteString::utf8String)
                    .runWith(Sink.seq(), system);

            assertThat(Answers.of(first)).containsExactly("0", "1", "2");
            assertThat(eventuallyHears(b(), "ended")).isTrue();
        }

        @Test
        void byTheVatThatReadsNoMoreCancelsUpstream() {
            var upstream = Source.<ByteString>maybe()
                    .watchTermination(Keep.right())
                    .via(kernel.stream(b(), "keep"))
                    .toMat(Sink.ignore(), Keep.left())
                    .run(system);
            awaitKept();

            b().sendOnly("cancelKept", "enough");

            assertThat(Answers.<String>of(upstream.handle((done, failure) -> "over")))
                    .isEqualTo("over");
        }

        @Test
        void withItsMaterializerIsHeardByTheVat() {
            var materializer = Materializer.createMaterializer(system);
            var end = Source.<ByteString>maybe().via(kernel.stream(b(), "keep")).runWith(Sink.ignore(), materializer);
            awaitKept();

            materializer.shutdown();

            assertThat(eventuallyHears(b(), "STREAM_CANCELLED")).isTrue();
            assertThat(Answers.<String>of(end.handle((done, failure) -> "over")))
                    .isEqualTo("over");
        }

        @Test
        void byAHandlerThatThrowsFailsTheFlow() {
            var flow = kernel.stream(b(), "failsLater");

            assertThat(Answers.rejection(run(Source.single("x"), flow)))
                    .hasMessageContaining("METHOD_THREW")
                    .hasMessageContaining("cannot read x");
        }

        @Test
        void comesWithThatOfTheVatsHeap() {
            var end = endOfKept();

            Answers.of(kernel.restartVat("v2"));

            assertThat(Answers.rejection(end).is(ErrorCode.VAT_RESTARTED)).isTrue();
        }

        @Test
        void comesWithThatOfTheVat() {
            var end = endOfKept();

            b().sendOnly("exit");

            assertThat(Answers.rejection(end).is(ErrorCode.VAT_TERMINATED)).isTrue();
        }

        @Test
        void comesWithTheRevocationOfItsTarget() {
            var end = endOfKept();

            Answers.of(kernel.revoke(b()));

            assertThat(Answers.rejection(end).is(ErrorCode.OBJECT_REVOKED)).isTrue();
            assertThat(failure(kernel.stream(b(), "echo")).is(ErrorCode.OBJECT_REVOKED))
                    .isTrue();
        }

        @Test
        void comesWithThatOfTheKernel() {
            var end = endOfKept();

            kernel.close();

            assertThat(Answers.rejection(end).code())
                    .isIn(ErrorCode.KERNEL_STOPPED.name(), ErrorCode.VAT_TERMINATED.name());
        }
    }

    /** A service that streams to the vat that it is given. */
    public static final class Greeter {
        private final Kernel kernel;
        private final ActorSystem<Void> system;

        Greeter(Kernel kernel, ActorSystem<Void> system) {
            this.kernel = kernel;
            this.system = system;
        }

        public CompletionStage<String> greet(Ref vat) {
            return Source.repeat(ByteString.fromString("hello"))
                    .take(2)
                    .via(kernel.stream(vat, "echo"))
                    .runFold("", (all, part) -> (all + " " + part.utf8String()).strip(), system);
        }
    }
}
