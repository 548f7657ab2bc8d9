package dev.vellamo.kernel.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CausesTest {

    private final IOException full = new IOException("disk is full");

    @Test
    void areFoundBehindWhatFuturesWrapAroundThem() {
        assertThat(Causes.unwrap(new CompletionException(new ExecutionException(full))))
                .isSameAs(full);
        assertThat(Causes.unwrap(full)).isSameAs(full);
        var bare = new CompletionException("alone", null);
        assertThat(Causes.unwrap(bare)).isSameAs(bare);
    }

    @Test
    void areDescribedInOneLine() {
        var failure = new CompletionException(new IllegalStateException("cannot load", full));

        assertThat(Causes.describe(failure)).isEqualTo("cannot load: disk is full");
    }

    @Test
    void areLeftOutIfTheySayNothingNew() {
        assertThat(Causes.describe(new IllegalStateException(full))).isEqualTo("java.io.IOException: disk is full");
    }

    @Test
    void areNamedByTheirClassIfTheySayNothing() {
        assertThat(Causes.describe(new IllegalStateException(" ", full)))
                .isEqualTo("java.lang.IllegalStateException: disk is full");
    }

    @Test
    void mayBeARing() {
        var ring = new CompletionException("a ring") {
            @Override
            public synchronized Throwable getCause() {
                return this;
            }
        };

        assertThat(Causes.describe(ring)).isEqualTo("a ring");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S"})
    void aLaunchWithoutTimeIsRefused(Duration deadline) {
        assertThatThrownBy(() -> new LaunchLimits(deadline, Duration.ZERO, Duration.ZERO))
                .hasMessageContaining(deadline.toString());
    }

    @Test
    void aNegativeLimitIsRefused() {
        var second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new LaunchLimits(second, second.negated(), second))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LaunchLimits(second, second, second.negated()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
