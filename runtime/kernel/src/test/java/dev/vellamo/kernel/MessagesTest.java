package dev.vellamo.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.vat.Ref;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Messages and promises between real vats of a real kernel. */
class MessagesTest {

    private Kernel kernel;
    private Subcluster subcluster;
    private Ref a;
    private Ref b;
    private Ref c;

    @BeforeEach
    void launch() {
        kernel = Kernels.start();
        subcluster = kernel.launch(ClusterConfig.builder()
                        .bootstrap("a")
                        .vat("a", VatConfig.ofClass(Vats.Worker.class))
                        .vat("b", VatConfig.ofClass(Vats.Worker.class))
                        .vat("c", VatConfig.ofClass(Vats.Worker.class))
                        .build())
                .join();
        a = subcluster.vat("a");
        b = subcluster.vat("b");
        c = subcluster.vat("c");
    }

    @AfterEach
    void close() {
        kernel.close();
    }

    @Test
    void aVatAnswersTheHostThroughAnotherVat() {
        assertThat(Answers.of(a.send("callVat", "b", "echo", "hello"))).isEqualTo("hello");
    }

    @Test
    void whatAVatDoesToItsThreadReachesNoOther() {
        for (int i = 0; i < 50; i++) {
            var spoiled = a.send("spoilThread");
            var seen = b.send("isThreadSpoiled");
            Answers.of(spoiled);
            assertThat(Answers.of(seen)).isEqualTo(false);
        }
    }

    @Test
    @DisplayName("scenario 46: messages to an unresolved promise arrive after it resolves, in order, two levels deep")
    void pipelines() {
        var later = a.send("promise", "later");
        var inner = later.send("promise", "inner");
        inner.send("note", "one");
        inner.send("note", "two");
        a.send("resolve", "later", b);
        inner.send("note", "three");
        b.send("resolve", "inner", c);

        Answers.of(inner);
        inner.send("note", "four");

        assertThat(Answers.of(inner.send("notes"))).isEqualTo(List.of("one", "two", "three", "four"));
        assertThat(Answers.of(c.send("notes"))).isEqualTo(List.of("one", "two", "three", "four"));
    }

    @Test
    @DisplayName("scenario 47: a message to a promise that resolves to a number is rejected")
    void pipelinesToNoReference() {
        var later = a.send("promise", "later");
        var call = later.send("echo", "x");
        a.send("resolve", "later", 7);

        assertThat(Answers.rejection(call).is(ErrorCode.BAD_PROMISE_RESOLUTION)).isTrue();
    }

    @Test
    @DisplayName("scenario 47: a message to a promise that is rejected is rejected with the same reason")
    void pipelinesToRejected() {
        var later = a.send("promise", "later");
        var call = later.send("echo", "x").send("echo", "y");
        a.send("reject", "later", "nothing came of it");

        var rejection = Answers.rejection(call);

        assertThat(rejection).hasMessage("[METHOD_THREW] nothing came of it");
        assertThat(rejection.originalType()).isEqualTo(IllegalStateException.class.getName());
    }

    @Test
    @DisplayName("scenario 49: promises resolved to each other's containers neither hang nor overflow")
    void resolvesCrosswise() {
        var first = a.send("promise", "first");
        var second = b.send("promise", "second");
        a.send("resolve", "first", List.of(second));
        b.send("resolve", "second", List.of(first));

        assertThat((List<?>) Answers.of(first)).hasSize(1);
        assertThat((List<?>) Answers.of(second)).hasSize(1);
    }

    @Test
    @DisplayName("scenario 49: a promise resolved to itself through another is rejected")
    void refusesCycles() {
        var first = a.send("promise", "first");
        var second = b.send("promise", "second");
        a.send("resolve", "first", second);
        b.send("resolve", "second", first);

        assertThat(Answers.rejection(first).is(ErrorCode.PROMISE_CYCLE)).isTrue();
        assertThat(Answers.rejection(second).is(ErrorCode.PROMISE_CYCLE)).isTrue();
    }

    @Test
    @DisplayName("scenario 50: a chain of promises, each resolved by the next call, completes in order")
    void chains() {
        var links = 200;
        var first = a.send("promise", "p0");
        for (int i = 0; i < links; i++) {
            a.send("resolve", "p" + i, a.send("promise", "p" + (i + 1)));
        }
        a.send("resolve", "p" + links, "the end");

        assertThat(Answers.of(first)).isEqualTo("the end");
    }

    @Test
    @DisplayName("scenario 53: a call of a method that does not exist names method and vat, and the kernel still works")
    void refusesUnknownMethods() {
        var rejection = Answers.rejection(a.send("callVat", "b", "ecko", "x"));

        assertThat(rejection.is(ErrorCode.METHOD_NOT_FOUND)).isTrue();
        assertThat(rejection)
                .hasMessageContaining("ecko")
                .hasMessageContaining("\"b\"")
                .hasMessageContaining("echo");
        assertThat(Answers.of(b.send("echo", "still there"))).isEqualTo("still there");
    }

    @Test
    void refusesWrongArguments() {
        assertThat(Answers.rejection(b.send("name", "too many")).is(ErrorCode.BAD_ARGUMENTS))
                .isTrue();
        assertThat(Answers.rejection(b.send("reject", "p", 7)).is(ErrorCode.BAD_ARGUMENTS))
                .isTrue();
    }

    @Test
    void aThrowRejectsThatCallOnlyAndKeepsClassMessageAndCode() {
        var thrown = Answers.rejection(a.send("callVat", "b", "fail", "not this"));
        var coded = Answers.rejection(a.send("callVat", "b", "failWithCode", "OUT_OF_MILK", "buy some"));

        assertThat(thrown).hasMessage("[METHOD_THREW] not this");
        assertThat(thrown.originalType()).isEqualTo(IllegalArgumentException.class.getName());
        assertThat(coded.code()).isEqualTo("OUT_OF_MILK");
        assertThat(coded).hasMessage("[OUT_OF_MILK] buy some");
        assertThat(Answers.of(b.send("name"))).isEqualTo("b");
    }

    @Test
    @DisplayName("scenario 54: a message to an object of a terminated vat is rejected OBJECT_DELETED")
    void rejectsCallsToEndedVats() {
        var counter = Answers.of(b.send("counter").as(Ref.class));
        Answers.of(b.send("exit", "done"));

        var rejection = Answers.rejection(a.send("callRef", counter, "add", 1));

        assertThat(rejection.is(ErrorCode.OBJECT_DELETED)).isTrue();
        assertThat(rejection).hasMessageContaining("(b)");
    }

    @Test
    @DisplayName("scenario 55: calls in flight to a vat at its termination are rejected, for the host and for vats")
    void rejectsCallsInFlight() {
        var fromHost = b.send("promise", "never");
        var fromVat = a.send("callVat", "b", "promise", "never");
        var piped = fromHost.send("echo", "x");
        // Messages of a to b keep their order: when this one is answered, the one before is in b.
        Answers.of(a.send("callVat", "b", "name"));
        Answers.of(b.send("exit", "done"));

        assertThat(Answers.rejection(fromHost).is(ErrorCode.VAT_TERMINATED)).isTrue();
        assertThat(Answers.rejection(fromVat).is(ErrorCode.VAT_TERMINATED)).isTrue();
        assertThat(Answers.rejection(piped).is(ErrorCode.VAT_TERMINATED)).isTrue();
    }

    @Test
    @DisplayName("scenario 59: exitWithFailure drops what the delivery did, and its caller is told")
    void exitsWithFailure() {
        var call = b.send("exitWithFailure", "enough");

        assertThat(Answers.rejection(call)).hasMessageContaining("enough");
        assertThat(Answers.rejection(b.send("name")).is(ErrorCode.OBJECT_DELETED))
                .isTrue();
    }

    @Test
    void refusesMoreThanMayWait() {
        try (var small =
                Kernels.start(KernelSettings.builder().maxWaitingMessages(10).build())) {
            var worker = small.launch(ClusterConfig.builder()
                            .bootstrap("a")
                            .vat("a", VatConfig.ofClass(Vats.Worker.class))
                            .build())
                    .join()
                    .vat("a");
            var later = worker.send("promise", "later");
            for (int i = 0; i < 10; i++) {
                later.send("note", i);
            }

            var rejection = Answers.rejection(later.send("note", 10));

            assertThat(rejection.is(ErrorCode.LIMIT_REACHED)).isTrue();
            assertThat(rejection).hasMessageContaining("10 messages").hasMessageContaining("maxWaitingMessages");
            assertThat(Answers.of(worker.send("name"))).isEqualTo("a");
        }
    }

    @Test
    void refsKeepTheirIdentityOnTheWay() {
        var counter = Answers.of(b.send("counter").as(Ref.class));

        assertThat(Answers.of(a.send("callVat", "b", "isSame", counter, counter)))
                .isEqualTo(true);
        assertThat(Answers.of(a.send("callRef", counter, "add", 2))).isEqualTo(2);
        assertThat(Answers.of(counter.send("add", 3))).isEqualTo(5);
    }

    @Test
    void valuesAreCopied() {
        Answers.of(b.send("note", Map.of("key", List.of(1, 2))));
        var notes = Answers.of(b.send("notes"));

        assertThat(notes).isEqualTo(List.of(Map.of("key", List.of(1, 2))));
        ((List<?>) notes).clear();
        assertThat((List<?>) Answers.of(b.send("notes"))).hasSize(1);
    }

    @Test
    void theHostSeesTheBootstrapResult() {
        assertThat(Answers.of(subcluster.bootstrapResult())).isEqualTo("vats [a, b, c], services []");
    }
}
