package dev.vellamo.daemon.run;

import dev.vellamo.kernel.KernelEvent;

/** A form of kernel events: one method for each kind. */
interface EventForm<T> {

    T launching(KernelEvent.Launching event);

    T vatStarted(KernelEvent.VatStarted event);

    T channelListening(KernelEvent.ChannelListening event);

    T channelFailed(KernelEvent.ChannelFailed event);

    T guestReady(KernelEvent.GuestReady event);

    T guestDied(KernelEvent.GuestDied event);

    T launched(KernelEvent.Launched event);

    T restoring(KernelEvent.Restoring event);

    T restored(KernelEvent.Restored event);

    T notRestored(KernelEvent.NotRestored event);

    T vatRestarting(KernelEvent.VatRestarting event);

    T vatRestarted(KernelEvent.VatRestarted event);

    T vatQuarantined(KernelEvent.VatQuarantined event);

    T kept(KernelEvent.Kept event);

    T storeFailed(KernelEvent.StoreFailed event);

    T rolledBack(KernelEvent.RolledBack event);

    T vatEnded(KernelEvent.VatEnded event);

    T threadWrittenOff(KernelEvent.ThreadWrittenOff event);

    T threadCameBack(KernelEvent.ThreadCameBack event);

    T terminated(KernelEvent.Terminated event);

    /** The form of any event. */
    default T of(KernelEvent event) {
        if (event instanceof KernelEvent.Launching it) {
            return launching(it);
        } else if (event instanceof KernelEvent.VatStarted it) {
            return vatStarted(it);
        } else if (event instanceof KernelEvent.ChannelListening it) {
            return channelListening(it);
        } else if (event instanceof KernelEvent.ChannelFailed it) {
            return channelFailed(it);
        } else if (event instanceof KernelEvent.Launched it) {
            return launched(it);
        } else if (event instanceof KernelEvent.RolledBack it) {
            return rolledBack(it);
        } else if (event instanceof KernelEvent.VatEnded it) {
            return vatEnded(it);
        } else if (event instanceof KernelEvent.ThreadWrittenOff it) {
            return threadWrittenOff(it);
        } else if (event instanceof KernelEvent.ThreadCameBack it) {
            return threadCameBack(it);
        } else if (event instanceof KernelEvent.Terminated it) {
            return terminated(it);
        }
        return ofLife(event);
    }

    /** The form of an event of a guest, or of a life that goes on after a fault or with the next kernel. */
    private T ofLife(KernelEvent event) {
        if (event instanceof KernelEvent.Restoring it) {
            return restoring(it);
        } else if (event instanceof KernelEvent.Restored it) {
            return restored(it);
        } else if (event instanceof KernelEvent.NotRestored it) {
            return notRestored(it);
        } else if (event instanceof KernelEvent.VatRestarting it) {
            return vatRestarting(it);
        } else if (event instanceof KernelEvent.VatRestarted it) {
            return vatRestarted(it);
        } else if (event instanceof KernelEvent.VatQuarantined it) {
            return vatQuarantined(it);
        } else if (event instanceof KernelEvent.Kept it) {
            return kept(it);
        } else if (event instanceof KernelEvent.StoreFailed it) {
            return storeFailed(it);
        } else if (event instanceof KernelEvent.GuestReady it) {
            return guestReady(it);
        } else if (event instanceof KernelEvent.GuestDied it) {
            return guestDied(it);
        }
        throw new IllegalArgumentException("an event without a form: " + event);
    }
}
