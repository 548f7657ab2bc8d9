package dev.vellamo.io.channel;

/** What a channel's kind of unit means: how bytes become units and units bytes. Any thread. */
interface UnitCodec {

    /** For one session. */
    UnitDecoder newDecoder();

    /**
     * The bytes of a unit.
     *
     * @throws UnitException with code {@code BAD_UNIT} or {@code UNIT_TOO_LARGE}
     */
    byte[] encode(Object unit) throws UnitException;

    static UnitCodec of(ChannelSettings.UnitKind kind, int maxUnitBytes) {
        return switch (kind) {
            case LINE -> new LineUnits(LineForm.INSTANCE, maxUnitBytes);
            case JSON -> new LineUnits(new JsonForm(maxUnitBytes), maxUnitBytes);
            case STRING -> new TextUnits("string", maxUnitBytes, () -> new StringDecoder(maxUnitBytes));
            case CHARS -> new TextUnits("text", maxUnitBytes, () -> new CharsDecoder(maxUnitBytes));
            case BYTES -> new ByteUnits(maxUnitBytes);
        };
    }
}
