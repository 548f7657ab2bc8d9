package dev.vellamo.kernel.host;

import dev.vellamo.kernel.state.KernelRef;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.engine.TypedView;
import org.jspecify.annotations.Nullable;

/** A ref in the hands of host code. Any thread may use it. Two of the same object are equal. */
record HostRef(HostSide host, KernelRef target) implements Ref {

    @Override
    public Promise<Object> send(String method, @Nullable Object... arguments) {
        return host.send(target, method, arguments);
    }

    @Override
    public void sendOnly(String method, @Nullable Object... arguments) {
        host.sendOnly(target, method, arguments);
    }

    @Override
    public <T> T as(Class<T> type) {
        return TypedView.of(type, this);
    }

    @Override
    public String toString() {
        return "Ref";
    }
}
