package dev.vellamo.io.link;

import dev.vellamo.protocol.wire.Form;
import java.util.Arrays;

/**
 * Messages of one stream that came together, in order. Nobody changes the bytes, nor the batch after it was handed over.
 *
 * <p>The bytes are parts of larger arrays, in which other streams' messages may be, too; who keeps a batch for long keeps
 * those arrays, unless it is {@link #compacted}.
 */
public final class MessageBatch {

    private static final int FIRST_CAPACITY = 4;

    private byte[][] arrays = new byte[FIRST_CAPACITY][];
    private Form[] forms = new Form[FIRST_CAPACITY];
    private int[] offsets = new int[FIRST_CAPACITY];
    private int[] lengths = new int[FIRST_CAPACITY];
    private int[] charges = new int[FIRST_CAPACITY];
    private int size;
    private long charge;
    private long bytes;

    /** How many messages there are, at least one. */
    public int size() {
        return size;
    }

    public byte[] array(int index) {
        return arrays[index];
    }

    public int offset(int index) {
        return offsets[index];
    }

    public int length(int index) {
        return lengths[index];
    }

    public Form form(int index) {
        return forms[index];
    }

    /** What is to be given to {@link LinkStream#consumed} when this message is used up. */
    public int charge(int index) {
        return charges[index];
    }

    /** The sum of all charges. */
    public long charge() {
        return charge;
    }

    void add(Form form, byte[] array, int offset, int length) {
        if (size == offsets.length) {
            grow();
        }
        arrays[size] = array;
        forms[size] = form;
        offsets[size] = offset;
        lengths[size] = length;
        size++;
        bytes += length;
    }

    /** Notes what the message that was added last costs. */
    void cost(int cost) {
        charges[size - 1] = cost;
        charge += cost;
    }

    private void grow() {
        var capacity = size * 2;
        arrays = Arrays.copyOf(arrays, capacity);
        forms = Arrays.copyOf(forms, capacity);
        offsets = Arrays.copyOf(offsets, capacity);
        lengths = Arrays.copyOf(lengths, capacity);
        charges = Arrays.copyOf(charges, capacity);
    }

    /** The same messages with at most twice as many bytes held as they have: themselves, or copied into an array of their own. */
    public MessageBatch compacted() {
        return heldBytes() <= 2 * bytes ? this : copied();
    }

    private long heldBytes() {
        long held = 0;
        byte[] last = null;
        for (int i = 0; i < size; i++) {
            if (arrays[i] != last) {
                last = arrays[i];
                held += last.length;
            }
        }
        return held;
    }

    private MessageBatch copied() {
        var own = new byte[Math.toIntExact(bytes)];
        var copy = new MessageBatch();
        var position = 0;
        for (int i = 0; i < size; i++) {
            System.arraycopy(arrays[i], offsets[i], own, position, lengths[i]);
            copy.add(forms[i], own, position, lengths[i]);
            copy.cost(charges[i]);
            position += lengths[i];
        }
        return copy;
    }
}
