package dev.vellamo.guest.frame;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.config.VatCode;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.protocol.wire.WireError;
import dev.vellamo.vat.engine.Power;
import dev.vellamo.vat.engine.VatSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a vat is and starts with, in bytes. */
final class SpecFrames {

    private static final int CLASS = 0;
    private static final int JAR = 1;
    private static final int SOURCE = 2;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private SpecFrames() {}

    static void write(VatSpec spec, FrameWriter out) {
        out.text(spec.name());
        out.text(spec.id());
        writeCode(spec.code(), out);
        try {
            out.bytes(MAPPER.writeValueAsBytes(spec.parameters()));
        } catch (JsonProcessingException e) {
            throw new GuestException(WireError.DECODE, "the parameters of vat " + spec.name() + " are not JSON", e);
        }
        out.list(spec.powers(), (power, to) -> to.text(power.name()));
    }

    static VatSpec spec(FrameReader in) {
        var name = in.text();
        var id = in.text();
        var code = code(in);
        var parameters = parameters(in.bytes());
        return new VatSpec(name, id, code, parameters, Set.copyOf(in.list(from -> Power.valueOf(from.text()))));
    }

    private static JsonNode parameters(byte[] json) {
        try {
            var parameters = MAPPER.readTree(json);
            if (parameters.isMissingNode()) {
                throw FrameReader.malformed("there are no parameters");
            }
            return parameters;
        } catch (IOException e) {
            throw FrameReader.malformed("parameters are not JSON", e);
        }
    }

    private static void writeCode(VatCode code, FrameWriter out) {
        if (code instanceof VatCode.ClassCode named) {
            out.octet(CLASS);
            out.text(named.className());
        } else if (code instanceof VatCode.JarCode jar) {
            out.octet(JAR);
            out.text(jar.jar().toString());
            out.optional(jar.entry().orElse(null), (entry, to) -> to.text(entry));
        } else {
            out.octet(SOURCE);
            out.text(((VatCode.SourceCode) code).source().toString());
        }
    }

    private static VatCode code(FrameReader in) {
        return switch (in.octet()) {
            case CLASS -> new VatCode.ClassCode(in.text());
            case JAR -> new VatCode.JarCode(Path.of(in.text()), Optional.ofNullable(in.optional(FrameReader::text)));
            case SOURCE -> new VatCode.SourceCode(Path.of(in.text()));
            default -> throw FrameReader.malformed("there is no such kind of code");
        };
    }

    static void write(CodeFile file, FrameWriter out) {
        out.text(file.name());
        out.bytes(
                file.content().array(), file.content().offset(), file.content().length());
    }

    static CodeFile file(FrameReader in) {
        return new CodeFile(in.text(), in.bytes());
    }

    static void write(VatState state, FrameWriter out) {
        out.number(state.incarnation());
        out.list(state.values().entrySet(), SpecFrames::writeValue);
        out.list(state.reachable(), ValueFrames::write);
    }

    private static void writeValue(Map.Entry<String, CapData> value, FrameWriter out) {
        out.text(value.getKey());
        ValueFrames.write(value.getValue(), out);
    }

    static VatState state(FrameReader in) {
        var incarnation = in.number();
        var values = new HashMap<String, CapData>();
        in.list(from -> Map.entry(from.text(), ValueFrames.value(from))).forEach(value -> {
            if (values.put(value.getKey(), value.getValue()) != null) {
                throw FrameReader.malformed("a state has two values for \"" + value.getKey() + "\"");
            }
        });
        return new VatState(incarnation, values, Set.copyOf(in.list(ValueFrames::slot)));
    }
}
