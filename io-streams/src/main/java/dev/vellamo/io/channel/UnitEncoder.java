package dev.vellamo.io.channel;

import java.util.Arrays;

/** Turns a unit that stands on a line of its own into bytes, its newline included. */
final class UnitEncoder {
    private final UnitForm form;
    private final int maxUnitBytes;

    UnitEncoder(UnitForm form, int maxUnitBytes) {
        this.form = form;
        this.maxUnitBytes = maxUnitBytes;
    }

    /** @throws UnitException with code {@code BAD_UNIT} or {@code UNIT_TOO_LARGE} */
    byte[] encode(Object unit) throws UnitException {
        var utf8 = Utf8.encode(form.format(unit), form.noun(), maxUnitBytes);
        int length = utf8.remaining();
        var line = Arrays.copyOfRange(utf8.array(), utf8.arrayOffset(), utf8.arrayOffset() + length + 1);
        line[length] = '\n';
        return line;
    }
}
