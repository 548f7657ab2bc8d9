package dev.vellamo.kernel.state;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.vat.engine.PassableJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The message by which a durable object hears how a promise ended: value and failure, then the arguments that it chose. */
final class WatchedOutcome {

    private static final JsonFactory JSON = new JsonFactory();

    /** What a failure is in the message: the receiver binds it to a record of the same components. */
    private record Failure(
            String code, @org.jspecify.annotations.Nullable String type, String message) {}

    private WatchedOutcome() {}

    static KernelMessage bring(KernelMessage message, KernelSettlement outcome) {
        var arguments = message.arguments();
        var refs = new ArrayList<>(arguments.refs());
        var items = new ArrayList<Passable>();
        if (outcome instanceof KernelSettlement.Fulfilled fulfilled) {
            items.add(shifted(fulfilled.value().body(), refs.size()));
            items.add(Passable.NULL);
            refs.addAll(fulfilled.value().refs());
        } else {
            items.add(Passable.NULL);
            items.add(failure(((KernelSettlement.Rejected) outcome).reason()));
        }
        items.addAll(itemsOf(arguments.body()));
        return new KernelMessage(
                message.method(), new KernelData(new Passable.Sequence(items), refs), message.result());
    }

    private static Passable failure(Fault reason) {
        return PassableJson.of(new Passable.Immutable(new Failure(reason.code(), reason.type(), reason.message())));
    }

    private static List<Passable> itemsOf(Passable list) {
        if (list instanceof Passable.Sequence sequence) {
            return sequence.items();
        }
        if (list instanceof Passable.ImmutableItems items) {
            return items.items().stream().<Passable>map(Passable.Immutable::new).toList();
        }
        return jsonItems(PassableJson.of(list));
    }

    private static List<Passable> jsonItems(Passable.Json list) {
        var items = new ArrayList<Passable>();
        try (var parser = JSON.createParser(list.utf8())) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(copy(parser, 0));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the arguments of a message are no JSON list", e);
        }
        return items;
    }

    /** The same value with its references counted from {@code by}. */
    private static Passable shifted(Passable value, int by) {
        if (by == 0) {
            return value;
        }
        if (value instanceof Passable.Reference reference) {
            return new Passable.Reference(reference.slot() + by);
        }
        try (var parser = JSON.createParser(PassableJson.of(value).utf8())) {
            parser.nextToken();
            return copy(parser, by);
        } catch (IOException e) {
            throw new UncheckedIOException("a value is no JSON", e);
        }
    }

    private static Passable copy(JsonParser parser, int by) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = JSON.createGenerator(bytes)) {
            int depth = 0;
            do {
                var token = parser.currentToken();
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (token == JsonToken.VALUE_STRING && isReference(parser.getText())) {
                    out.writeString("$" + (Integer.parseInt(parser.getText().substring(1)) + by));
                } else {
                    out.copyCurrentEvent(parser);
                }
                if (depth > 0) {
                    parser.nextToken();
                } else {
                    break;
                }
            } while (true);
        }
        return new Passable.Json(bytes.toByteArray());
    }

    private static boolean isReference(String text) {
        return text.length() > 1 && text.charAt(0) == '$' && text.charAt(1) != '$';
    }
}
