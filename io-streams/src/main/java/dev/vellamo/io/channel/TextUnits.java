package dev.vellamo.io.channel;

import dev.vellamo.protocol.capdata.ErrorCode;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Text that nothing separates: what is written is sent as it is.
 *
 * @param noun what an error message calls a unit
 * @param decoders makes one for each session
 */
record TextUnits(String noun, int maxUnitBytes, Supplier<UnitDecoder> decoders) implements UnitCodec {

    @Override
    public UnitDecoder newDecoder() {
        return decoders.get();
    }

    @Override
    public byte[] encode(Object unit) throws UnitException {
        if (!(unit instanceof CharSequence text)) {
            throw new UnitException(
                    ErrorCode.BAD_UNIT,
                    "a " + noun + " is written as a string, not as a "
                            + unit.getClass().getName());
        }
        var utf8 = Utf8.encode(text.toString(), noun, maxUnitBytes);
        return Arrays.copyOfRange(utf8.array(), utf8.arrayOffset(), utf8.arrayOffset() + utf8.remaining());
    }
}
