package dev.vellamo.protocol.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A record that is chosen, among those of its sealed interface, by the value of one key. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Variant {
    /** The key, the same for every record of the interface. */
    String key();

    /** Its value for this record. */
    String value();
}
