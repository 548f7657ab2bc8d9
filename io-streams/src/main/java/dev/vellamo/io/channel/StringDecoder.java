package dev.vellamo.io.channel;

import java.util.Arrays;
import java.util.Optional;

/** All bytes of a session, to its end, as one text. No bytes are no unit. */
final class StringDecoder implements UnitDecoder {
    private static final byte[] NOTHING = {};

    private final int maxUnitBytes;
    private byte[] held = NOTHING;
    private int heldBytes;
    private boolean done;

    StringDecoder(int maxUnitBytes) {
        this.maxUnitBytes = maxUnitBytes;
    }

    @Override
    public Decoded feed(byte[] chunk) {
        requireOpen();
        long length = (long) heldBytes + chunk.length;
        if (length > maxUnitBytes) {
            return failed(UnitException.tooLarge("string", maxUnitBytes));
        }
        if (length > held.length) {
            held = Arrays.copyOf(held, (int) Math.min(maxUnitBytes, Math.max(length, held.length * 2L)));
        }
        System.arraycopy(chunk, 0, held, heldBytes, chunk.length);
        heldBytes = (int) length;
        return new Decoded(new UnitBatch(0), heldBytes, Optional.empty());
    }

    @Override
    public Decoded finish() {
        requireOpen();
        var units = new UnitBatch(1);
        try {
            if (heldBytes > 0) {
                units.add(Utf8.decode(held, 0, heldBytes), heldBytes);
            }
            forget();
            return new Decoded(units, 0, Optional.empty());
        } catch (UnitException refused) {
            return failed(refused);
        }
    }

    @Override
    public int partialBytes() {
        return heldBytes;
    }

    private void requireOpen() {
        if (done) {
            throw new IllegalStateException("the decoder has ended");
        }
    }

    private Decoded failed(UnitException refused) {
        forget();
        return new Decoded(new UnitBatch(0), 0, Optional.of(refused.asFailure()));
    }

    private void forget() {
        done = true;
        held = NOTHING;
        heldBytes = 0;
    }
}
