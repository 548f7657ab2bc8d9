package dev.vellamo.io.channel;

import dev.vellamo.protocol.capdata.ErrorCode;
import java.util.Arrays;
import java.util.Optional;

/** Bytes as they are: what arrives at once is a unit, or several if it is larger than one may be. */
record ByteUnits(int maxUnitBytes) implements UnitCodec {

    @Override
    public UnitDecoder newDecoder() {
        return new Cutting(maxUnitBytes);
    }

    @Override
    public byte[] encode(Object unit) throws UnitException {
        if (!(unit instanceof byte[] bytes)) {
            throw new UnitException(
                    ErrorCode.BAD_UNIT,
                    "bytes are written as a byte[], not as a " + unit.getClass().getName());
        }
        if (bytes.length > maxUnitBytes) {
            throw new UnitException(
                    ErrorCode.UNIT_TOO_LARGE,
                    "a unit of " + bytes.length + " bytes is larger than maxUnitBytes " + maxUnitBytes);
        }
        return bytes.clone();
    }

    /** Has no state: every byte belongs to a unit at once. */
    private record Cutting(int maxUnitBytes) implements UnitDecoder {
        @Override
        public Decoded feed(byte[] chunk) {
            var units = new UnitBatch(chunk.length / maxUnitBytes + 1);
            for (int from = 0; from < chunk.length; ) {
                int to = (int) Math.min((long) from + maxUnitBytes, chunk.length);
                units.add(Arrays.copyOfRange(chunk, from, to), to - from);
                from = to;
            }
            return new Decoded(units, 0, Optional.empty());
        }

        @Override
        public Decoded finish() {
            return new Decoded(new UnitBatch(0), 0, Optional.empty());
        }

        @Override
        public int partialBytes() {
            return 0;
        }
    }
}
