package dev.vellamo.protocol.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A record component as a key of the cluster config.
 *
 * <p>A key is required if it has no default and its type is not {@code Optional}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
@interface Key {
    /** What it means, for people; becomes the description in the JSON Schema. */
    String value();

    /** Its name in JSON where the component's name cannot serve. */
    String name() default "";

    /** The default as JSON text; empty: there is none. */
    String or() default "";

    /**
     * The least number, length or count; of durations milliseconds, of sizes bytes.
     */
    long min() default Long.MIN_VALUE;

    /** The greatest number, length or count, in the units of {@link #min}. */
    long max() default Long.MAX_VALUE;

    /** What a string, each string of a list, or each key of a map must look like. */
    TextForm form() default TextForm.ANY;

    /**
     * The values of the record's {@code type} for which the key may be written, and must be if it has
     * no default. Empty: it belongs to every type.
     */
    String[] onlyFor() default {};

    /** Its component's type is a sealed interface whose keys stand beside this record's own. */
    boolean flat() default false;
}
