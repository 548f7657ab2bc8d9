package dev.vellamo.io.channel;

import org.jspecify.annotations.Nullable;

/** How a unit that stands on a line of its own looks as bytes, without the newline that ends it. */
interface UnitForm {

    /** What an error message calls a unit. */
    String noun();

    /**
     * Reads the bytes {@code from} to {@code to}, in which there is no newline.
     *
     * @return {@code null} if there is no unit in them
     * @throws UnitException with code {@code BAD_UNIT}
     */
    @Nullable
    Object parse(byte[] bytes, int from, int to) throws UnitException;

    /**
     * The text of a unit, which contains no newline.
     *
     * @throws UnitException with code {@code BAD_UNIT}
     */
    String format(Object unit) throws UnitException;
}
