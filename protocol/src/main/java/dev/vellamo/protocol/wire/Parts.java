package dev.vellamo.protocol.wire;

import org.jspecify.annotations.Nullable;

/** A request or a response that comes in parts. A side sends one after the other, so there is at most one of each. */
final class Parts<F extends Frame> {
    private final Assembly assembly = new Assembly();
    private @Nullable F first;
    private long id;
    private boolean open;
    private Bytes whole = Bytes.EMPTY;

    void begin(long id, F first, Bytes bytes, boolean more) {
        this.id = id;
        this.first = first;
        add(bytes, more);
    }

    void add(Bytes bytes, boolean more) {
        open = more;
        if (first == null) {
            return;
        }
        if (more) {
            assembly.add(bytes.array(), bytes.offset(), bytes.length());
        } else if (assembly.length() == 0) {
            whole = bytes;
        } else {
            whole = Bytes.of(assembly.finish(bytes.array(), bytes.offset(), bytes.length()));
        }
    }

    /** Keeps nothing of this one any more; the parts that are still to come are skipped. */
    void drop() {
        first = null;
        assembly.clear();
        whole = Bytes.EMPTY;
    }

    /** Whether there are parts to come. */
    boolean isOpen() {
        return open;
    }

    /** Whether what came so far is kept. */
    boolean isKept() {
        return first != null;
    }

    long id() {
        return id;
    }

    int length() {
        return assembly.length() + whole.length();
    }

    /** The first frame if all parts are there and were kept, else {@code null}. */
    @Nullable
    F wholeFrame() {
        return open ? null : first;
    }

    Bytes take() {
        Bytes taken = whole;
        drop();
        return taken;
    }
}
