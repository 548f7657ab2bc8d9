package dev.vellamo.vat.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.config.VatCode;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.Settlement;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.vat.VatException;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vat whose classes are its own, with values of classes that nobody else has. */
class SourceVatTest {

    private static final String SOURCE = """
            import dev.vellamo.vat.*;
            import java.util.*;
            import java.util.concurrent.CompletionStage;
            public class Main implements Vat {
                enum Colour { RED, GREEN }
                record Item(String name, Colour colour, Optional<Ref> seller) {}
                interface Shop { CompletionStage<List<Item>> buy(Item item); }
                @Override public Object root(VatContext vat) { return new Root(); }
                static class Root implements Remotable {
                    public List<Item> add(Item item, Map<Colour, Item> more) {
                        var all = new ArrayList<Item>(more.values());
                        all.add(item);
                        return all;
                    }
                    public CompletionStage<String> buy(Shop shop) {
                        return shop.buy(new Item("x", Colour.RED, Optional.empty())).thenApply(items -> items.get(0).name());
                    }
                    public Map<String, Object> parameters() { return Map.of("colour", Colour.GREEN); }
                }
            }
            class Apart implements Remotable { %s }
            """;

    @TempDir
    Path folder = Path.of("");

    private VatSpec spec(String extra) throws IOException {
        var file = Files.writeString(folder.resolve("Main.java"), SOURCE.formatted(extra));
        var like = TestHost.spec("main", SampleVat.class);
        return new VatSpec("main", "v1", new VatCode.SourceCode(file), like.parameters(), Set.of());
    }

    private static Effect last(CrankResult result) {
        assertThat(result).isInstanceOf(CrankResult.Completed.class);
        var effects = ((CrankResult.Completed) result).writeSet().effects();
        return effects.get(effects.size() - 1);
    }

    private static Passable json(String text) {
        return new Passable.Json(text.getBytes(StandardCharsets.UTF_8));
    }

    private static CrankResult call(TestEngine engine, String method, CapData arguments) {
        return engine.deliver(new Delivery.Message(Slot.ROOT, method, arguments, Slot.kernelPromise(0)));
    }

    private static String answer(CrankResult result) {
        var settlement = ((Effect.Settle) last(result)).settlement();
        assertThat(settlement).isInstanceOf(Settlement.Fulfilled.class);
        var body = PassableJson.of(((Settlement.Fulfilled) settlement).value().body());
        return new String(body.utf8(), StandardCharsets.UTF_8);
    }

    private static void use(TestEngine engine) {
        assertThat(engine.start(VatState.EMPTY)).isInstanceOf(CrankResult.Completed.class);
        var item = "{\"name\":\"$$a\",\"colour\":\"RED\",\"seller\":\"$0\"}";
        var arguments = new CapData(json("[" + item + ", {\"GREEN\":" + item + "}]"), List.of(Slot.imported(3)));
        var again = item.replace("$0", "$1");
        assertThat(answer(call(engine, "add", arguments))).isEqualTo("[" + item + "," + again + "]");
        var shop = new CapData(new Passable.Sequence(List.of(new Passable.Reference(0))), List.of(Slot.imported(4)));
        var sent = (Effect.Send) last(call(engine, "buy", shop));
        assertThat(sent.method()).isEqualTo("buy");
        var promise = sent.result();
        assertThat(promise).isNotNull();
        if (promise != null) {
            var value = new Settlement.Fulfilled(
                    CapData.of(json("[{\"name\":\"bought\",\"colour\":\"RED\",\"seller\":null}]")));
            var notify = new Delivery.Notify(List.of(new Delivery.Settled(promise, value)));
            assertThat(answer(engine.deliver(notify))).isEqualTo("\"bought\"");
        }
    }

    @Test
    void itsOwnTypesTravelByName() throws IOException {
        try (var engine = TestEngine.build(spec(""), new TestHost())) {
            use(engine);
        }
    }

    @Test
    void everyRemotableClassOfItsFileIsInspected() throws IOException {
        var spec = spec("public void take(Thread thread) {}");
        assertThatThrownBy(() -> TestEngine.build(spec, new TestHost()))
                .isInstanceOf(VatException.class)
                .hasMessageContainingAll("vat \"main\"", "Apart.take", "Thread");
    }

    @Test
    void itsClassesGoWithIt() throws IOException {
        var loader = new WeakReference<>(loadAndUse());
        for (var attempt = 0; attempt < 100 && loader.get() != null; attempt++) {
            System.gc();
        }
        assertThat(loader.get()).isNull();
    }

    private @Nullable ClassLoader loadAndUse() throws IOException {
        try (var engine = TestEngine.build(spec(""), new TestHost())) {
            use(engine);
            return engine.vatClassLoader();
        }
    }
}
