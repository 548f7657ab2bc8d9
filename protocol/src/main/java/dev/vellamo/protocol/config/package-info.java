/**
 * The cluster config: what a subcluster is made of, as a file and as values.
 *
 * <p>The records are the format. A record component is a JSON key and its {@link
 * dev.vellamo.protocol.config.Key} says everything else: meaning, default, limits. One reader, one
 * writer and the JSON Schema follow from them. Builders write the JSON and read it back, so no rule
 * exists twice.
 */
@NullMarked
package dev.vellamo.protocol.config;

import org.jspecify.annotations.NullMarked;
