package dev.vellamo.kernel.host;

import dev.vellamo.kernel.Caller;
import dev.vellamo.kernel.state.KernelObject;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.VatException;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/** Sends messages of host code with idempotency keys, under one name. */
record HostCaller(HostSide host, String name) implements Caller {

    /** A key and whose it is. */
    record Key(String caller, String text) {}

    @Override
    public Promise<Object> send(String key, Ref target, String method, @Nullable Object... arguments) {
        try {
            if (host.refOf(target) instanceof KernelObject object) {
                return host.send(new Key(name, key), object, method, arguments);
            }
            throw new VatException(
                    ErrorCode.BAD_ARGUMENTS,
                    "a call with a key goes to an object, and this is a ref to a promise: wait for what it becomes");
        } finally {
            Reference.reachabilityFence(target);
            Reference.reachabilityFence(arguments);
        }
    }
}
