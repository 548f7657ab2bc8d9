package dev.vellamo.guest.frame;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.config.VatCode;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.Settlement;
import dev.vellamo.protocol.crank.StreamSignal;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.protocol.crank.WriteSet;
import dev.vellamo.protocol.wire.Bytes;
import dev.vellamo.vat.engine.PassableJson;
import dev.vellamo.vat.engine.Power;
import dev.vellamo.vat.engine.VatSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Everything that a frame can say; bodies in the forms in which they arrive. */
final class FrameArbitraries {

    private FrameArbitraries() {}

    static Arbitrary<ToVat> toVat() {
        return Arbitraries.oneOf(
                Combinators.combine(specs(), codeFiles().optional()).as(ToVat.Load::new),
                states().map(ToVat.Start::new),
                Combinators.combine(Arbitraries.longs(), deliveries()).as(ToVat.Deliver::new));
    }

    static Arbitrary<FromVat> fromVat() {
        return Arbitraries.oneOf(
                Arbitraries.of(new FromVat.Loaded(), new FromVat.Wake()),
                faults().map(FromVat.NotLoaded::new),
                Combinators.combine(Arbitraries.longs(), results()).as(FromVat.Result::new));
    }

    /** Any characters, halves of surrogate pairs too. */
    static Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().alpha().ofMaxLength(8),
                Arbitraries.strings().all().ofMaxLength(4));
    }

    static Arbitrary<Slot> slots() {
        var kinds =
                Arbitraries.of(Slot.ROOT, Slot.durable(0), Slot.imported(0), Slot.vatPromise(0), Slot.kernelPromise(0));
        var indexes = Arbitraries.longs().between(0, Long.MAX_VALUE);
        return Combinators.combine(kinds, indexes).as((kind, index) -> new Slot(kind.kind(), kind.origin(), index));
    }

    static Arbitrary<CapData> values() {
        var bodies = Arbitraries.oneOf(
                items(),
                texts().map(FrameArbitraries::quoted),
                Arbitraries.of(json("null"), json(" {\"a\":[1.5e3]}")),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(8).map(Passable.Bytes::new));
        var plain = Combinators.combine(bodies, slots().list().ofMaxSize(3)).as(CapData::new);
        var bare = slots().list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(known -> new CapData(new Passable.Reference(known.size() - 1), known));
        return Arbitraries.oneOf(plain, bare);
    }

    /** Values that are lists, of references too. */
    static Arbitrary<CapData> lists() {
        return Combinators.combine(items(), slots().list().ofMaxSize(2))
                .as((list, known) -> known.isEmpty()
                        ? CapData.of(list)
                        : new CapData(json("[\"$" + (known.size() - 1) + "\",\"$$7\"]"), known));
    }

    private static Arbitrary<Passable.Json> items() {
        return Arbitraries.longs().list().ofMaxSize(4).map(list -> json(list.toString()));
    }

    /** As a value of an engine: what begins with a dollar sign gets another one. */
    private static Passable.Json quoted(String text) {
        return PassableJson.of(new Passable.Immutable(text));
    }

    private static Passable.Json json(String text) {
        return new Passable.Json(text.getBytes(StandardCharsets.UTF_8));
    }

    static Arbitrary<Fault> faults() {
        var links = Combinators.combine(texts(), texts().injectNull(0.5), texts())
                .as((code, type, message) -> new Fault(code, type, message, null));
        return links.list().ofMinSize(1).ofMaxSize(4).map(FrameArbitraries::chain);
    }

    private static Fault chain(List<Fault> links) {
        Fault behind = null;
        for (var link : links) {
            behind = new Fault(link.code(), link.type(), link.message(), behind);
        }
        return Objects.requireNonNull(behind);
    }

    static Arbitrary<Settlement> settlements() {
        return Arbitraries.oneOf(values().map(Settlement.Fulfilled::new), faults().map(Settlement.Rejected::new));
    }

    static Arbitrary<Delivery> deliveries() {
        var some = slots().list().ofMaxSize(4);
        return Arbitraries.oneOf(
                Combinators.combine(slots(), texts(), values(), slots().injectNull(0.5))
                        .as(Delivery.Message::new),
                Combinators.combine(slots(), settlements())
                        .as(Delivery.Settled::new)
                        .list()
                        .ofMaxSize(3)
                        .map(Delivery.Notify::new),
                Arbitraries.longs().map(Delivery.TimerFired::new),
                Combinators.combine(some, some, some, Arbitraries.longs()).as(Delivery.CollectGarbage::new),
                Combinators.combine(Arbitraries.longs(), slots(), texts(), values())
                        .as((stream, target, method, arguments) -> new Delivery.StreamOpened(
                                stream, new Delivery.Message(target, method, arguments, null))),
                Combinators.combine(Arbitraries.longs(), signals())
                        .as(Delivery.Signalled::new)
                        .list()
                        .ofMaxSize(3)
                        .map(Delivery.StreamSignals::new),
                Arbitraries.of(new Delivery.Wake(), new Delivery.BringOutYourDead()));
    }

    static Arbitrary<StreamSignal> signals() {
        return Arbitraries.oneOf(
                Arbitraries.bytes()
                        .array(byte[].class)
                        .ofMaxSize(8)
                        .map(Bytes::of)
                        .list()
                        .ofMaxSize(3)
                        .map(StreamSignal.Data::new),
                Arbitraries.longs().map(StreamSignal.Credit::new),
                Arbitraries.of(new StreamSignal.Close()),
                texts().map(StreamSignal.Cancel::new),
                faults().map(StreamSignal.Failed::new));
    }

    static Arbitrary<CrankResult> results() {
        var sets = Combinators.combine(effects().list().ofMaxSize(5), texts().injectNull(0.7))
                .as(WriteSet::new);
        return Arbitraries.oneOf(sets.map(CrankResult.Completed::new), faults().map(CrankResult.Aborted::new));
    }

    static Arbitrary<Effect.Send> sends() {
        return Combinators.combine(slots(), texts(), lists(), slots().injectNull(0.5))
                .as(Effect.Send::new);
    }

    static Arbitrary<Effect> effects() {
        var some = slots().list().ofMaxSize(4);
        var timers = Combinators.combine(
                        Arbitraries.longs(), durations(), durations().injectNull(0.5), sends().injectNull(0.5))
                .as(Effect.SetTimer::new);
        return Arbitraries.oneOf(
                sends(),
                timers,
                Combinators.combine(slots(), settlements()).as(Effect.Settle::new),
                Combinators.combine(texts(), values()).as(Effect.Put::new),
                Combinators.combine(slots(), sends()).as(Effect.Watch::new),
                Combinators.combine(Arbitraries.longs(), sends()).as(Effect.OpenStream::new),
                Combinators.combine(Arbitraries.longs(), signals()).as(Effect.SignalStream::new),
                Arbitraries.oneOf(
                        Arbitraries.longs().map(Effect.CancelTimer::new),
                        texts().map(Effect.Delete::new),
                        slots().map(Effect.Revoke::new),
                        some.map(Effect.DropImports::new),
                        some.map(Effect.RetireImports::new),
                        some.map(Effect.RetireExports::new)));
    }

    private static Arbitrary<Duration> durations() {
        return Combinators.combine(Arbitraries.longs(), Arbitraries.integers().between(0, 999_999_999))
                .as(Duration::ofSeconds);
    }

    static Arbitrary<VatState> states() {
        var values = Arbitraries.maps(texts(), values()).ofMaxSize(4);
        return Combinators.combine(Arbitraries.longs(), values, slots().set().ofMaxSize(4))
                .as(VatState::new);
    }

    static Arbitrary<VatSpec> specs() {
        var paths = Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(8).map(name -> Path.of("/opt", name));
        Arbitrary<VatCode> code = Arbitraries.oneOf(
                texts().map(VatCode.ClassCode::new),
                Combinators.combine(paths, texts().optional()).as(VatCode.JarCode::new),
                paths.map(VatCode.SourceCode::new));
        var json = JsonNodeFactory.instance;
        Arbitrary<JsonNode> parameters = Combinators.combine(
                        Arbitraries.strings().alpha(), Arbitraries.doubles(), Arbitraries.integers())
                .as((text, real, whole) -> json.objectNode()
                        .put("text", text)
                        .put("real", real)
                        .set("list", json.arrayNode().add(whole).addNull().add(true)));
        return Combinators.combine(
                        texts(),
                        texts(),
                        code,
                        parameters,
                        Arbitraries.of(Power.class).set())
                .as(VatSpec::new);
    }

    private static Arbitrary<CodeFile> codeFiles() {
        var names = Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(8);
        return Combinators.combine(
                        names, Arbitraries.bytes().array(byte[].class).ofMaxSize(20))
                .as((name, content) -> new CodeFile(name + ".jar", content));
    }
}
