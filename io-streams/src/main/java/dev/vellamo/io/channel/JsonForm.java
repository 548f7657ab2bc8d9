package dev.vellamo.io.channel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vellamo.protocol.capdata.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * A unit that is one JSON value on a line of its own.
 *
 * <p>Strict: nothing but the value, no key twice, no comments, numbers kept exactly. An empty line is no unit.
 */
final class JsonForm implements UnitForm {

    /** How deep arrays and objects nest: far beyond what people write, far from what overflows a stack. */
    static final int MAX_DEPTH = 200;

    private final ObjectMapper mapper;

    JsonForm(int maxUnitBytes) {
        var read = StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxStringLength(maxUnitBytes)
                .build();
        var factory = JsonFactory.builder()
                // Keys come from outside: remembering them would keep memory that no limit counts.
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(read)
                .streamWriteConstraints(StreamWriteConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build())
                .build();
        this.mapper = JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }

    @Override
    public String noun() {
        return "JSON value";
    }

    @Override
    public @Nullable Object parse(byte[] bytes, int from, int to) throws UnitException {
        var text = Utf8.decode(bytes, from, to);
        if (text.isEmpty()) {
            return null;
        }
        try {
            var value = mapper.readTree(text);
            if (value.isMissingNode()) {
                throw new UnitException(ErrorCode.BAD_UNIT, "a line of blanks is not a JSON value");
            }
            return value;
        } catch (JsonProcessingException malformed) {
            throw new UnitException("a line is not a JSON value: " + malformed.getOriginalMessage(), malformed);
        }
    }

    @Override
    public String format(Object unit) throws UnitException {
        if (!(unit instanceof JsonNode value) || value.isMissingNode()) {
            throw new UnitException(
                    ErrorCode.BAD_UNIT,
                    "a JSON unit is written as a JSON value, not as a "
                            + unit.getClass().getName());
        }
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException malformed) {
            throw new UnitException("a value cannot be written as JSON: " + malformed.getOriginalMessage(), malformed);
        }
    }
}
