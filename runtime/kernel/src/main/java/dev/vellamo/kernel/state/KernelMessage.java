package dev.vellamo.kernel.state;

import org.jspecify.annotations.Nullable;

/**
 * A message on its way.
 *
 * @param arguments a list
 * @param result the promise for the answer, or {@code null} if nobody waits
 */
public record KernelMessage(
        String method, KernelData arguments, @Nullable KernelPromise result) {}
