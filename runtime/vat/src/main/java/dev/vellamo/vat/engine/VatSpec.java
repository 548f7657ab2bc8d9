package dev.vellamo.vat.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vellamo.protocol.config.VatCode;
import java.util.Set;

/**
 * What a vat is to be.
 *
 * @param name its key in the config
 * @param id what the kernel calls it
 * @param parameters not changed by the engine; a vat gets a copy
 * @param powers what it is granted; asking for another fails
 */
public record VatSpec(String name, String id, VatCode code, JsonNode parameters, Set<Power> powers) {
    public VatSpec {
        powers = Set.copyOf(powers);
    }
}
