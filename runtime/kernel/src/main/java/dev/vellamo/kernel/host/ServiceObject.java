package dev.vellamo.kernel.host;

import dev.vellamo.kernel.CallId;
import dev.vellamo.kernel.state.HostCall;
import dev.vellamo.kernel.state.HostObject;
import dev.vellamo.kernel.state.KernelMessage;
import dev.vellamo.kernel.store.StoredRef;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.engine.Binding;
import dev.vellamo.vat.engine.MethodTable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A Java object of the host that vats call by the names of its public methods. It runs on threads for services and
 * may block; calls run at the same time.
 */
final class ServiceObject implements HostObject {

    /** What the kernel state sees of it. */
    record Face(String label, Kind kind, StoredRef stored) {}

    private final HostSide host;
    private final Face face;
    private final Object target;
    private final MethodTable methods;

    /** One that has no name, and that nothing is known of. */
    ServiceObject(HostSide host, String label, Object target) {
        this(host, new Face(label, Kind.UNMARKED, new StoredRef.Gone(label)), target);
    }

    ServiceObject(HostSide host, Face face, Object target) {
        this.host = host;
        this.face = face;
        this.target = target;
        this.methods = MethodTable.of(target.getClass());
    }

    @Override
    public String label() {
        return face.label();
    }

    @Override
    public Kind kind(String method) {
        return face.kind();
    }

    @Override
    public StoredRef stored() {
        return face.stored();
    }

    Object target() {
        return target;
    }

    boolean belongsTo(HostSide other) {
        return host == other;
    }

    boolean isRemotable() {
        return target instanceof Remotable;
    }

    @Override
    public void call(HostCall call) {
        var lease = host.keep(call.lease());
        host.executeService(() -> run(call, lease));
    }

    private void run(HostCall call, @Nullable Object lease) {
        var message = call.message();
        try {
            answer(message, invoke(call, lease));
        } catch (Throwable e) {
            // Whatever a service throws is the caller's to know; errors of the JVM reach the thread's handler as well,
            // which ends the actor system. A stack overflow is the call's own fault.
            host.reject(message.result(), e);
            if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
                throw fatal;
            }
        }
    }

    private @Nullable Object invoke(HostCall call, @Nullable Object lease) throws Throwable {
        return CallId.run(call.id(), () -> {
            var arguments = call.message().arguments();
            var binding = new Binding(host.codec(), new HostSlots(host, arguments.refs(), lease), label());
            return methods.invoke(target, call.message().method(), HostSide.toHost(arguments), binding);
        });
    }

    private void answer(KernelMessage message, @Nullable Object value) {
        if (value instanceof CompletionStage<?> stage && !(value instanceof HostPromise<?>)) {
            stage.whenComplete((result, failure) -> host.answer(message.result(), result, failure));
        } else {
            host.answer(message.result(), value, null);
        }
    }
}
