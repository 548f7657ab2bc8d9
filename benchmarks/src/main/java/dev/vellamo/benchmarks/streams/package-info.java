/**
 * Streams between two processes, against what a user would pick instead.
 *
 * <pre>
 *   StreamBenchmark ── starts ──> StreamServer, a process for each measurement
 *         |                            |
 *    PeerClient <── Unix socket ── StreamPeer.serve
 * </pre>
 */
@NullMarked
package dev.vellamo.benchmarks.streams;

import org.jspecify.annotations.NullMarked;
