package dev.vellamo.vm.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HoldingsTest {
    private final Holdings holdings = new Holdings();
    private final List<String> released = new ArrayList<>();

    @Test
    void releasesTheNewestFirst() {
        holdings.add("a", () -> released.add("a"));
        holdings.add("b", () -> released.add("b"));

        assertThat(holdings.releaseAll()).isEmpty();
        assertThat(released).containsExactly("b", "a");
    }

    @Test
    void goesOnWhenOneFailsAndNamesIt() {
        holdings.add("a", () -> released.add("a"));
        holdings.add("b", () -> {
            throw new IOException("busy");
        });
        holdings.add("c", () -> {
            throw new IllegalStateException("broken");
        });

        assertThat(holdings.releaseAll())
                .containsExactly("c could not be released: broken", "b could not be released: busy");
        assertThat(released).containsExactly("a");
    }

    @Test
    void releasesOnce() {
        holdings.add("a", () -> released.add("a"));
        holdings.releaseAll();
        holdings.releaseAll();

        assertThat(released).hasSize(1);
    }
}
