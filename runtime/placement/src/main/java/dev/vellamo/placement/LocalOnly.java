package dev.vellamo.placement;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is tested holds, by its nature, only while the vats run in the JVM of the test. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(LocalOnlyCondition.class)
public @interface LocalOnly {

    /** A sentence that says what cannot hold over a process. */
    String value();
}
