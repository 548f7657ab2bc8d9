package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;

/** How a promise ended, inside the kernel. */
public sealed interface KernelSettlement {

    record Fulfilled(KernelData value) implements KernelSettlement {}

    record Rejected(Fault reason) implements KernelSettlement {}

    static KernelSettlement rejected(ErrorCode code, String message) {
        return new Rejected(Fault.of(code, message));
    }
}
