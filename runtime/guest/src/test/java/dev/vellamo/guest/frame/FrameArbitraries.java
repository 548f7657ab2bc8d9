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
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.protocol.crank.WriteSet;
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
                texts().map(text -> new Passable.Json(text.getBytes(StandardCharsets.UTF_8))),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(8).map(Passable.Bytes::new));
        var plain = Combinators.combine(bodies, slots().list().ofMaxSize(3)).as(CapData::new);
        var bare = slots().list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(known -> new CapData(new Passable.Reference(known.size() - 1), known));
        return Arbitraries.oneOf(plain, bare);
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
                Arbitraries.of(new Delivery.Wake(), new Delivery.BringOutYourDead()));
    }

    static Arbitrary<CrankResult> results() {
        var sets = Combinators.combine(effects().list().ofMaxSize(5), texts().injectNull(0.7))
                .as(WriteSet::new);
        return Arbitraries.oneOf(sets.map(CrankResult.Completed::new), faults().map(CrankResult.Aborted::new));
    }

    static Arbitrary<Effect.Send> sends() {
        return Combinators.combine(slots(), texts(), values(), slots().injectNull(0.5))
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
