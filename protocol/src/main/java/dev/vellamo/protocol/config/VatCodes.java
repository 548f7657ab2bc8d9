package dev.vellamo.protocol.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The code of a vat as JSON: the keys that a config has for it. */
public final class VatCodes {

    private static final JsonMapper MAPPER = new JsonMapper();

    private VatCodes() {}

    /** For example {@code {"jar":"/opt/shop-2.jar"}}; paths in it are absolute. */
    public static String toJson(VatCode code) {
        return ClusterConfigWriter.jsonOf(absolute(code)).toString();
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws ConfigException if it is not the code of a vat
     */
    public static VatCode fromJson(String json) {
        try {
            if (MAPPER.readTree(json) instanceof ObjectNode object) {
                return ((VatConfig) ClusterConfigParser.built(VatConfig.class, object)).code();
            }
        } catch (JsonProcessingException e) {
            throw ConfigException.ofBuilder(Place.ROOT, "not the code of a vat: " + e.getOriginalMessage());
        }
        throw ConfigException.ofBuilder(Place.ROOT, "not the code of a vat: " + json);
    }

    private static VatCode absolute(VatCode code) {
        if (code instanceof VatCode.JarCode jar) {
            return new VatCode.JarCode(jar.jar().toAbsolutePath().normalize(), jar.entry());
        }
        return code instanceof VatCode.SourceCode source
                ? new VatCode.SourceCode(source.source().toAbsolutePath().normalize())
                : code;
    }
}
