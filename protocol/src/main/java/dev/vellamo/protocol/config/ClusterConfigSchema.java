package dev.vellamo.protocol.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The JSON Schema (draft 2020-12) of cluster configs, for editors and other tools. */
public final class ClusterConfigSchema {
    static final String RESOURCE = "cluster-config.schema.json";

    private ClusterConfigSchema() {}

    /** The schema's text. */
    public static String json() {
        try (var in = ClusterConfigSchema.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the jar of vellamo-protocol");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE + " from the jar of vellamo-protocol", e);
        }
    }
}
