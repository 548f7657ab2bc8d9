package dev.vellamo.io.channel;

import java.time.Duration;

/**
 * What an IO channel is.
 *
 * @param name what the config calls it; in every error message
 * @param maxUnitBytes the largest unit that is read or written, without its line end
 * @param bufferBytes how much the channel holds that nobody has consumed yet, all sessions together; and, counted
 *     separately, how much a session holds that its client has not taken yet
 * @param halfCloseTimeout how long a session stays writable after its client has closed its sending side and after the
 *     last unit was written to it
 */
public record ChannelSettings(
        String name,
        Direction direction,
        UnitKind unit,
        int maxUnitBytes,
        long bufferBytes,
        Clients clients,
        Duration halfCloseTimeout) {

    /** Which way units travel, seen from the vat. */
    public enum Direction {
        IN,
        OUT,
        INOUT;

        boolean isReadable() {
            return this != OUT;
        }

        boolean isWritable() {
            return this != IN;
        }
    }

    /** What a unit is. */
    public enum UnitKind {
        /** A line of UTF-8 text; a {@code String} without its line end. */
        LINE,
        /** A JSON value on a line of its own; a {@code JsonNode}. */
        JSON,
        /** All that a session sends, to its end, as one {@code String}; what is written is text as it is. */
        STRING,
        /** UTF-8 text as it arrives, cut anywhere but within a character; a {@code String}. */
        CHARS,
        /** Bytes as they arrive, cut anywhere; a {@code byte[]}. */
        BYTES
    }

    /** How many clients may be connected at a time. */
    public enum Clients {
        ONE,
        MANY
    }

    public ChannelSettings {
        if (maxUnitBytes < 1) {
            throw new IllegalArgumentException(
                    "IO channel \"" + name + "\": maxUnitBytes " + maxUnitBytes + " is less than 1");
        }
        if (bufferBytes < maxUnitBytes) {
            throw new IllegalArgumentException("IO channel \"" + name + "\": bufferBytes " + bufferBytes
                    + " cannot hold one unit of maxUnitBytes " + maxUnitBytes);
        }
        if (halfCloseTimeout.isNegative() || halfCloseTimeout.isZero()) {
            throw new IllegalArgumentException(
                    "IO channel \"" + name + "\": halfCloseTimeout " + halfCloseTimeout + " is not positive");
        }
    }
}
