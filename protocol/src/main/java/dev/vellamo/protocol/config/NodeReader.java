package dev.vellamo.protocol.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads JSON text, strictly, into a tree that knows where everything is. For one text. */
final class NodeReader {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Limits.MAX_DEPTH + 1)
                    .maxNameLength(Limits.MAX_KEY_CHARS)
                    .maxStringLength(Limits.MAX_CONFIG_BYTES)
                    .build())
            // a config's keys are read once: keeping them would only fill tables that outlive it
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private final JsonParser parser;
    private final Problems problems;
    private int values;

    private NodeReader(JsonParser parser, Problems problems) {
        this.parser = parser;
        this.problems = problems;
    }

    /** The tree; {@code null} if the text is not JSON, which {@code problems} then says. */
    static @Nullable Node read(String json, Problems problems) {
        try (var parser = FACTORY.createParser(json)) {
            return new NodeReader(parser, problems).document();
        } catch (RefusedText e) {
            problems.add(e.place, e.why);
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("reading JSON from memory failed", e);
        }
    }

    /**
     * Reads text of our own, such as a default.
     *
     * @throws IllegalArgumentException if it is not JSON
     */
    static Node trusted(String json) {
        var problems = new Problems();
        var node = read(json, problems);
        if (node == null || !problems.isEmpty()) {
            throw new IllegalArgumentException(json + ": " + problems.inOrder());
        }
        return node;
    }

    private Place placeOf(JsonProcessingException e) {
        var at = e.getLocation() == null ? parser.currentTokenLocation() : e.getLocation();
        return new Place(null, "", at.getLineNr(), at.getColumnNr());
    }

    /** Jackson's reason without its remarks about Java settings and sources. */
    private static String reason(JsonProcessingException e) {
        return e.getOriginalMessage()
                .replaceAll(
                        "\\[Source: [^;]*?;? ?(disabled\\); )?line: (\\d+), column: (\\d+)\\]", "line $2, column $3")
                .replaceAll(", from `[^`]*`|: enable `.*|: maybe a \\(non-standard\\) comment.*", "");
    }

    private Node document() throws IOException {
        try {
            if (parser.nextToken() == null) {
                throw new RefusedText(new Place(null, "", 1, 1), "not valid JSON: there is nothing in it");
            }
            var root = value(here(null, ""), null, 0);
            if (parser.nextToken() != null) {
                throw new RefusedText(here(null, ""), "not valid JSON: text after the end of the config");
            }
            return root;
        } catch (JsonProcessingException e) {
            throw new RefusedText(placeOf(e), "not valid JSON: " + reason(e));
        }
    }

    private Node value(Place place, @Nullable Place keyPlace, int depth) throws IOException {
        values++;
        if (values > Limits.MAX_VALUES) {
            throw new RefusedText(place, "more than " + Limits.MAX_VALUES + " values; keep data in a file of its own");
        }
        if (depth == Limits.MAX_DEPTH && parser.currentToken().isStructStart()) {
            throw new RefusedText(place, "more than " + Limits.MAX_DEPTH + " objects and lists inside each other");
        }
        var key = keyPlace == null ? place : keyPlace;
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(place, key, depth);
            case START_ARRAY -> list(place, key, depth);
            default -> new Node(place, key, scalar(place), Map.of(), List.of());
        };
    }

    private Node object(Place place, Place keyPlace, int depth) throws IOException {
        var json = JSON.objectNode();
        var members = new LinkedHashMap<String, Node>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var key = parser.currentName();
            var at = here(place, key);
            checkUnicode(key, at);
            parser.nextToken();
            var member = value(here(place, key), at, depth + 1);
            var first = members.putIfAbsent(key, member);
            if (first == null) {
                json.set(key, member.value());
            } else {
                problems.add(
                        at,
                        "duplicate key " + Quoted.text(key) + "; the first is on line "
                                + first.keyPlace().line());
            }
        }
        return new Node(place, keyPlace, json, members, List.of());
    }

    private Node list(Place place, Place keyPlace, int depth) throws IOException {
        var json = JSON.arrayNode();
        var items = new ArrayList<Node>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            var item = value(here(place, String.valueOf(items.size())), null, depth + 1);
            json.add(item.value());
            items.add(item);
        }
        return new Node(place, keyPlace, json, Map.of(), items);
    }

    private JsonNode scalar(Place place) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> {
                checkUnicode(parser.getText(), place);
                yield JSON.textNode(parser.getText());
            }
            case VALUE_TRUE -> JSON.booleanNode(true);
            case VALUE_FALSE -> JSON.booleanNode(false);
            case VALUE_NULL -> JSON.nullNode();
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> {
                checkFinite(place);
                yield JSON.numberNode(parser.getDoubleValue());
            }
            default -> throw new IllegalStateException("no JSON value begins with " + parser.currentToken());
        };
    }

    private JsonNode integer() throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> JSON.numberNode(parser.getIntValue());
            case LONG -> JSON.numberNode(parser.getLongValue());
            default -> JSON.numberNode(parser.getBigIntegerValue());
        };
    }

    private void checkFinite(Place place) throws IOException {
        if (!Double.isFinite(parser.getDoubleValue())) {
            problems.add(place, "the number " + Quoted.text(parser.getText()) + " is too large");
        }
    }

    /** Escapes can write half of a surrogate pair, which no other encoding has a form for. */
    private void checkUnicode(String text, Place place) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSurrogatePair(text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : 0)) {
                    problems.add(place, Quoted.text(text) + " contains half of a surrogate pair");
                    return;
                }
                i++;
            }
        }
    }

    private Place here(@Nullable Place parent, String step) {
        var at = parser.currentTokenLocation();
        return new Place(parent, step, at.getLineNr(), at.getColumnNr());
    }

    private static final class RefusedText extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Place place;
        private final String why;

        RefusedText(Place place, String why) {
            super(why, null, false, false); // carries a problem out of the recursion; nobody sees it
            this.place = place;
            this.why = why;
        }
    }
}
