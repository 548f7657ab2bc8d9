package dev.vellamo.protocol.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One vat of a cluster config.
 *
 * @param parameters any JSON value; shared, so nobody may change it
 * @param placement {@link #LOCAL}, or the name of the guest it runs in
 * @param deliveryTimeout a delivery that takes longer is stopped and the vat with it
 */
public record VatConfig(
        @Key(value = "Where its code comes from.", flat = true)
        VatCode code,

        @Key(value = "Any JSON value, for the vat itself.", or = "{}")
        JsonNode parameters,

        @Key(value = "Where it runs: \"local\" or a guest's name.", or = "\"local\"")
        String placement,

        @Key(
                value = "How long one delivery may take, such as \"10s\".",
                or = "\"10s\"",
                min = 1,
                max = Limits.MAX_WAIT_MILLIS)
        Duration deliveryTimeout,

        @Key(value = "Whether it starts again after a failure.", or = "\"never\"")
        RestartPolicy restart,

        @Key(
                value = "What it may use. Absent: clock, random and timers. Present: what is listed, nothing else.",
                or = "{\"clock\": true, \"random\": true, \"timers\": true}")
        Powers powers) {

    /** The placement in the kernel's own JVM. */
    public static final String LOCAL = "local";

    /** A vat whose class is on the class path. */
    public static Builder ofClass(Class<?> vat) {
        return ofClass(vat.getName());
    }

    public static Builder ofClass(String className) {
        return new Builder().with("class", className);
    }

    /** A vat in a jar whose manifest names the class. */
    public static Builder ofJar(Path jar) {
        return new Builder().with("jar", jar);
    }

    public static Builder ofJar(Path jar, String className) {
        return ofJar(jar).with("entry", className);
    }

    /** A vat in one Java file. */
    public static Builder ofSource(Path source) {
        return new Builder().with("source", source);
    }

    public static final class Builder extends PartBuilder<VatConfig> {
        private Builder() {
            super(VatConfig.class);
        }

        /**
         * Anything that Jackson turns into JSON.
         *
         * @throws IllegalArgumentException if Jackson cannot
         */
        public Builder parameters(Object value) {
            set("parameters", ClusterConfigWriter.treeOf(value));
            return this;
        }

        /** The name of the guest it runs in; default: it runs in the kernel's JVM. */
        public Builder placement(String guest) {
            return with("placement", guest);
        }

        public Builder deliveryTimeout(Duration timeout) {
            return with("deliveryTimeout", timeout);
        }

        public Builder restart(RestartPolicy policy) {
            return with("restart", policy);
        }

        public Builder powers(Powers powers) {
            return with("powers", powers);
        }

        private Builder with(String key, Object value) {
            set(key, value);
            return this;
        }
    }
}
