package dev.vellamo.protocol.crank;

import dev.vellamo.protocol.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Signals of one direction of a stream's talk that are to go out together: messages become one {@link StreamSignal.Data},
 * totals of credit the last one. So it holds no more than the credit allows, whatever is said.
 *
 * <p>Mutable; its owner's alone.
 */
public final class PendingSignals {

    private @Nullable List<Bytes> messages;
    private StreamSignal.@Nullable Credit credit;
    private StreamSignal.@Nullable Cancel cancel;
    private StreamSignal.@Nullable Close close;
    private StreamSignal.@Nullable Failed failed;

    public boolean isEmpty() {
        return messages == null && credit == null && cancel == null && close == null && failed == null;
    }

    public void add(StreamSignal signal) {
        if (signal instanceof StreamSignal.Data data) {
            messages().addAll(data.messages());
        } else if (signal instanceof StreamSignal.Credit total) {
            credit = total;
        } else if (signal instanceof StreamSignal.Cancel first) {
            cancel = first;
        } else if (signal instanceof StreamSignal.Close end) {
            close = end;
        } else if (signal instanceof StreamSignal.Failed end) {
            failed = end;
        }
    }

    /** As {@link #add} of one message. */
    public void add(Bytes message) {
        messages().add(message);
    }

    private List<Bytes> messages() {
        if (messages == null) {
            messages = new ArrayList<>(4);
        }
        return messages;
    }

    /** Nobody wants the messages any more. */
    public void dropMessages() {
        messages = null;
    }

    /** Gives out what there is, each kind at most once and the end behind the messages; then it is empty. */
    public void drainTo(Consumer<StreamSignal> out) {
        if (credit != null) {
            out.accept(credit);
        }
        if (cancel != null) {
            out.accept(cancel);
        }
        if (messages != null) {
            out.accept(new StreamSignal.Data(messages));
        }
        if (close != null) {
            out.accept(close);
        }
        if (failed != null) {
            out.accept(failed);
        }
        messages = null;
        credit = null;
        cancel = null;
        close = null;
        failed = null;
    }
}
