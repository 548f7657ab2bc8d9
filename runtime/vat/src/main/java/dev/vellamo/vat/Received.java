package dev.vellamo.vat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Base64;
import java.util.List;

/**
 * Units of one IO session.
 *
 * @param units strings for units {@code line}, {@code string} and {@code chars}, JSON values for unit {@code json}, base64
 *     text for unit {@code bytes}, for which {@link #bytes} is there; empty only if {@code ended}
 * @param ended the client sends nothing more; delivered once for each session, alone, after its last unit
 * @param failure why it ended, if not by the client's own will: code and message; empty text otherwise
 */
public record Received(IoSession session, List<Object> units, boolean ended, String failure) {

    /** The units of a channel whose unit is {@code line}, {@code string} or {@code chars}. */
    public List<String> lines() {
        return units.stream().map(String.class::cast).toList();
    }

    /** The units of a channel whose unit is {@code json}. */
    public List<JsonNode> json() {
        return units.stream().map(Received::tree).toList();
    }

    /** The units of a channel whose unit is {@code bytes}. */
    public List<byte[]> bytes() {
        return units.stream()
                .map(unit -> unit instanceof byte[] bytes
                        ? bytes
                        : Base64.getDecoder().decode((String) unit))
                .toList();
    }

    /** Values that travelled are maps, lists and scalars again. */
    private static JsonNode tree(Object unit) {
        return unit instanceof JsonNode tree ? tree : Trees.MAPPER.valueToTree(unit);
    }

    /** Made only if somebody asks for trees. */
    private static final class Trees {
        static final ObjectMapper MAPPER = new ObjectMapper();
    }
}
