package dev.vellamo.io.channel;

/** Units that stand on a line of their own. */
record LineUnits(UnitForm form, int maxUnitBytes) implements UnitCodec {

    @Override
    public UnitDecoder newDecoder() {
        return new LineDecoder(form, maxUnitBytes);
    }

    @Override
    public byte[] encode(Object unit) throws UnitException {
        return new UnitEncoder(form, maxUnitBytes).encode(unit);
    }
}
