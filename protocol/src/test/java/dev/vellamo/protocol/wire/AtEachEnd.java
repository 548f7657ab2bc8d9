package dev.vellamo.protocol.wire;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** A test with an {@link End} as its argument, of each role and codec that can get into its situation. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest
@ArgumentsSource(AtEachEnd.Ends.class)
@interface AtEachEnd {

    Role[] roles() default {Role.HOST, Role.CHILD};

    Codec[] codecs() default {Codec.BINARY, Codec.LINES};

    /** An honest end of a connection: which role it has, and which codec is spoken. */
    record End(Role role, Codec codec) {

        static List<End> of(AtEachEnd test) {
            return Arrays.stream(test.roles())
                    .flatMap(role -> Arrays.stream(test.codecs()).map(codec -> new End(role, codec)))
                    .toList();
        }
    }

    /** The arguments that an annotation stands for. */
    final class Ends implements ArgumentsProvider {
        @Override
        public Stream<? extends Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context) {
            AtEachEnd test = context.getRequiredTestMethod().getAnnotation(AtEachEnd.class);
            return End.of(test).stream().map(Arguments::of);
        }
    }
}
