package dev.vellamo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Links between the documents of this checkout. */
class DocumentsTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)[^)]*\\)");

    static Stream<Path> documents() {
        return Checkout.files(".md").stream();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkLeadsSomewhere(Path document) {
        LINK.matcher(Checkout.read(document))
                .results()
                .map(link -> link.group(1))
                .filter(target -> !target.contains("://"))
                .forEach(target -> assertThat(document.resolveSibling(target).normalize())
                        .as("%s links to %s", document, target)
                        .exists());
    }
}
