package dev.vellamo.cli;

import java.nio.file.Path;

/**
 * What {@code vellamo inspect} was asked to show.
 *
 * @param json one JSON object instead of a tree for people
 * @param values also what vats keep, send and were answered, which may be secret
 */
public record InspectOptions(Path home, boolean json, boolean values) {}
