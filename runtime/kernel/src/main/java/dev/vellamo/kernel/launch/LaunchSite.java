package dev.vellamo.kernel.launch;

import dev.vellamo.io.transport.SocketTransport;
import dev.vellamo.kernel.KernelSettings;
import dev.vellamo.kernel.host.HostSide;
import dev.vellamo.kernel.host.ServiceRegistry;
import dev.vellamo.kernel.run.VatRunner;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * What all launches of one kernel share.
 *
 * @param transport made when the first IO channel needs it
 * @param vatNumbers the number of the last vat; the next one is {@code v} and one more
 */
public record LaunchSite(
        KernelSettings settings,
        VatRunner.VatSite vats,
        HostSide host,
        ServiceRegistry services,
        Supplier<SocketTransport> transport,
        AtomicLong vatNumbers) {}
