/**
 * Streams between two processes, against what a user would pick instead.
 *
 * <pre>
 *   StreamBenchmark ── starts ──> Receiver ── starts ──> Sender
 *         |                          |                     |
 *   Results, Report           PeerClient, Intake &lt;── PeerServer
 * </pre>
 *
 * <p>A {@link dev.vellamo.benchmarks.streams.Peer} is added there. A table of rates is a row in {@code RateTable.ALL}; a ratio of
 * peers with a target is one in {@code Targets}, and any other figure with a target is added to these in {@code
 * StreamBenchmark.main}.
 */
@NullMarked
package dev.vellamo.benchmarks.streams;

import org.jspecify.annotations.NullMarked;
