package dev.vellamo.kernel.guest;

import dev.vellamo.guest.frame.FrameAssembly;
import dev.vellamo.guest.frame.FromVat;
import dev.vellamo.guest.frame.GuestException;
import dev.vellamo.guest.frame.VatFrames;
import dev.vellamo.io.link.MessageBatch;
import dev.vellamo.io.link.StreamReceiver;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.wire.WireFault;

/** Reads what a guest says about one heap. On threads of the link, one at a time. */
final class HeapReceiver implements StreamReceiver {

    private final FrameAssembly<FromVat> frames = VatFrames.fromVat();
    private final Heap heap;

    /** Who wants to know. Every method returns at once. */
    interface Heap {

        /**
         * The guest said this.
         *
         * @throws GuestException if it does not belong here
         */
        void on(FromVat frame);

        /** Messages are used up: so much more may come. */
        void consumed(long charge);

        /** The guest breaks the rules of this stream. */
        void abort(WireFault reason);

        /** There is room for more to be sent. */
        void writable();

        /** Nothing more comes, as the guest has let go of the heap or is not there any more. May be said more than once. */
        void over(Fault reason);
    }

    HeapReceiver(Heap heap) {
        this.heap = heap;
    }

    @Override
    public void received(MessageBatch batch) {
        try {
            for (int i = 0; i < batch.size(); i++) {
                var frame = frames.add(batch.array(i), batch.offset(i), batch.length(i));
                if (frame != null) {
                    heap.on(frame);
                }
            }
            heap.consumed(batch.charge());
        } catch (GuestException broken) {
            heap.abort(broken.fault());
            failed(broken.fault());
        }
    }

    @Override
    public void closed() {
        heap.over(Fault.of(ErrorCode.VAT_FAILED, "the guest gave the vat up"));
    }

    @Override
    public void cancelled(String reason) {
        heap.over(Fault.of(ErrorCode.VAT_FAILED, "the guest gave the vat up: " + reason));
    }

    @Override
    public void failed(WireFault fault) {
        heap.over(Fault.of(ErrorCode.VAT_FAILED, "its guest is gone: " + fault));
    }

    @Override
    public void writable() {
        heap.writable();
    }
}
