package dev.vellamo.kernel.host;

import dev.vellamo.protocol.config.IoConfig;

/** What the units of an IO channel are as values. */
public enum IoUnits {
    TEXT,
    JSON,
    BYTES;

    public static IoUnits of(IoConfig.Unit unit) {
        return switch (unit) {
            case LINE, STRING, CHARS -> TEXT;
            case JSON -> JSON;
            case BYTES -> BYTES;
        };
    }
}
