package dev.vellamo.protocol.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * Who calls what. Members of the JSON that are not here are ignored, so that later versions can add some.
 *
 * @param target what is called: a vat, a service, an object; the receiver's own names
 * @param method of the target
 * @param caller who calls, as the sending side says: for logs, never for authority; {@code null} if not said
 * @param traceparent of W3C Trace Context, or {@code null}
 * @param tracestate of W3C Trace Context, or {@code null}
 */
public record InvocationContext(
        String target,
        String method,
        @Nullable String caller,
        @Nullable String traceparent,
        @Nullable String tracestate) {

    public static InvocationContext of(String target, String method) {
        return new InvocationContext(target, method, null, null, null);
    }

    /** Reads a context, or throws {@link WireError#DECODE} if these bytes are none. */
    public static InvocationContext decode(Bytes json) throws WireException {
        JsonNode object = WireJson.readObject(json, "the context of a call");
        return new InvocationContext(
                WireJson.text(object, "target"),
                WireJson.text(object, "method"),
                WireJson.optionalText(object, "caller"),
                WireJson.optionalText(object, "traceparent"),
                WireJson.optionalText(object, "tracestate"));
    }

    /** As JSON. Whoever calls the same often keeps it. */
    public Bytes encoded() {
        ObjectNode json = WireJson.object().put("target", target).put("method", method);
        put(json, "caller", caller);
        put(json, "traceparent", traceparent);
        put(json, "tracestate", tracestate);
        return WireJson.write(json);
    }

    private static void put(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
