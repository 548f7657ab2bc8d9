package dev.vellamo.io.channel;

import dev.vellamo.protocol.capdata.ErrorCode;

/** A unit that is a string of text in UTF-8, checked strictly in both directions. */
enum LineForm implements UnitForm {
    INSTANCE;

    @Override
    public String noun() {
        return "line";
    }

    @Override
    public String parse(byte[] bytes, int from, int to) throws UnitException {
        return Utf8.decode(bytes, from, to);
    }

    @Override
    public String format(Object unit) throws UnitException {
        if (!(unit instanceof CharSequence text)) {
            throw new UnitException(
                    ErrorCode.BAD_UNIT,
                    "a line is written as a string, not as a " + unit.getClass().getName());
        }
        var line = text.toString();
        if (line.indexOf('\n') >= 0) {
            throw new UnitException(
                    ErrorCode.BAD_UNIT,
                    "a line contains a newline at index " + line.indexOf('\n') + "; write the lines one by one");
        }
        return line;
    }
}
