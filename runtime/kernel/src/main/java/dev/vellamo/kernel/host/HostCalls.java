package dev.vellamo.kernel.host;

import dev.vellamo.io.channel.Reply;
import dev.vellamo.kernel.state.HostCall;
import dev.vellamo.kernel.state.KernelPromise;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.vat.VatException;
import dev.vellamo.vat.engine.Binding;
import dev.vellamo.vat.engine.MethodTable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Calls of the kernel's own objects, by the same rules and with the same errors as calls of a vat's. */
final class HostCalls {

    private HostCalls() {}

    /**
     * Calls a method that returns at once and answers the message by itself. Runs in the total order, or where what leaves
     * the kernel does.
     */
    static void invoke(HostSide host, Object calls, String label, HostCall call) {
        var message = call.message();
        try {
            var arguments = message.arguments();
            var binding =
                    new Binding(host.codec(), new HostSlots(host, arguments.refs(), host.keep(call.lease())), label);
            MethodTable.of(calls.getClass()).invoke(calls, message.method(), HostSide.toHost(arguments), binding);
        } catch (VatException e) {
            host.reject(message.result(), e);
        } catch (Throwable e) {
            host.reject(message.result(), new VatException(ErrorCode.IO_FAILED, label + ": " + e, e));
        }
    }

    static <T> Reply<T> reply(HostSide host, @Nullable KernelPromise result, Consumer<T> succeed) {
        return new Reply<>() {
            @Override
            public void succeed(T value) {
                try {
                    succeed.accept(value);
                } catch (RuntimeException e) {
                    host.reject(result, e);
                }
            }

            @Override
            public void fail(ErrorCode code, String message) {
                host.reject(result, new VatException(code, message));
            }
        };
    }

    static void requirePositive(int max, String label) {
        if (max < 1) {
            throw new VatException(ErrorCode.BAD_ARGUMENTS, label + ": max " + max + " is less than 1");
        }
    }
}
