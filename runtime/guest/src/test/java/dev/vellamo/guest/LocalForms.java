package dev.vellamo.guest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.Settlement;
import dev.vellamo.protocol.crank.WriteSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Values of a crank that came as JSON, in the form in which they would have come within one JVM: null, truth values, whole
 * numbers and strings as themselves, and a bare reference as one. Others stay JSON.
 */
final class LocalForms {

    private static final JsonMapper JSON = new JsonMapper();

    private LocalForms() {}

    static CrankResult of(CrankResult result) {
        return result instanceof CrankResult.Completed completed
                ? new CrankResult.Completed(new WriteSet(
                        completed.writeSet().effects().stream()
                                .map(LocalForms::of)
                                .toList(),
                        completed.writeSet().exit()))
                : result;
    }

    private static Effect of(Effect effect) {
        if (effect instanceof Effect.Settle settle && settle.settlement() instanceof Settlement.Fulfilled fulfilled) {
            return new Effect.Settle(settle.promise(), new Settlement.Fulfilled(of(fulfilled.value())));
        }
        return effect instanceof Effect.Send send ? of(send) : effect;
    }

    private static Effect.Send of(Effect.Send send) {
        return new Effect.Send(send.target(), send.method(), of(send.arguments()), send.result());
    }

    private static CapData of(CapData value) {
        if (!(value.body() instanceof Passable.Json json)) {
            return value;
        }
        try {
            var local = of(JSON.readTree(json.utf8()));
            return local == null ? value : new CapData(local, value.slots());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Passable of(JsonNode node) {
        return switch (node.getNodeType()) {
            case NULL -> Passable.NULL;
            case BOOLEAN -> new Passable.Immutable(node.booleanValue());
            case NUMBER ->
                node.isInt()
                        ? new Passable.Immutable(node.intValue())
                        : node.isLong() ? new Passable.Immutable(node.longValue()) : null;
            case STRING -> text(node.textValue());
            default -> null;
        };
    }

    private static Passable text(String text) {
        if (text.startsWith("$$")) {
            return new Passable.Immutable(text.substring(1));
        }
        return text.startsWith("$")
                ? new Passable.Reference(Integer.parseInt(text.substring(1)))
                : new Passable.Immutable(text);
    }
}
