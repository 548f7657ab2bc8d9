/**
 * The kernel state: references, promises and routing as one plain state machine.
 *
 * <p>It takes {@link dev.vellamo.kernel.state.Entry entries} in one total order and says what to do through the ports it
 * was given: {@link dev.vellamo.kernel.state.VatPort}, {@link dev.vellamo.kernel.state.HostObject}, {@link
 * dev.vellamo.kernel.state.PromiseWatcher}, {@link dev.vellamo.kernel.state.Receipt}. It knows no actor, no thread and no clock, so a whole kernel can be
 * simulated.
 */
@NullMarked
package dev.vellamo.kernel.state;

import org.jspecify.annotations.NullMarked;
