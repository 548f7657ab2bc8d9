package dev.vellamo.kernel.run;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.VatState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Something a vat is to do. What {@link #run} calls is its author's code, what {@link #finish} calls is not. */
abstract class VatWork implements Guard {

    private static final Logger LOG = LoggerFactory.getLogger(VatRunner.class);

    private final LocalRunner runner;

    private VatWork(LocalRunner runner) {
        this.runner = runner;
    }

    /** Does it, on a thread that may be written off meanwhile. */
    abstract void run();

    /** It ended in time. */
    abstract void finish();

    /** What it is, for messages to people. */
    abstract String label();

    /** The number of the delivery that it is, or -1 if it is none. */
    long delivery() {
        return -1;
    }

    /** It threw, and not in the author's code: the vat cannot go on. */
    void failed(Throwable defect) {
        var text = "vat " + runner.vat().label() + ": " + label() + " failed: " + defect;
        LOG.error("{}; this is a defect of Vellamo", text, defect);
        runner.fail(delivery(), Fault.of(ErrorCode.VAT_FAILED, text));
    }

    final LocalRunner runner() {
        return runner;
    }

    @Override
    public long timeoutNanos() {
        return runner.deliveryTimeoutNanos();
    }

    @Override
    public void writtenOff(String thread) {
        runner.writtenOff(this, thread);
    }

    @Override
    public void cameBack() {
        runner.cameBack();
    }

    /** Loading the vat's code and making its engine. */
    static final class Load extends VatWork {
        private @Nullable Throwable failure;

        Load(LocalRunner runner) {
            super(runner);
        }

        @Override
        void run() {
            try {
                runner().load();
            } catch (Exception | Error e) {
                failure = e;
            }
        }

        @Override
        void finish() {
            if (failure == null) {
                runner().attach();
            } else {
                runner().owner().failedToStart(failure);
            }
        }

        @Override
        String label() {
            return "loading its code";
        }

        /** The limit of a load is that of the launch, which gives up then: a compiler may take a while. */
        @Override
        public long timeoutNanos() {
            return Long.MAX_VALUE;
        }
    }

    /** Its first crank. */
    static final class Start extends VatWork {
        private final VatState state;
        private @Nullable CrankResult outcome;

        Start(LocalRunner runner, VatState state) {
            super(runner);
            this.state = state;
        }

        @Override
        void run() {
            outcome = runner().isOver() ? null : runner().running().start(state);
        }

        @Override
        long delivery() {
            return 0;
        }

        @Override
        void finish() {
            if (outcome != null) {
                runner().started(outcome);
            }
        }

        @Override
        String label() {
            return "root";
        }
    }

    /** One delivery. */
    static final class Deliver extends VatWork {
        private final long number;
        private final Delivery delivery;
        private @Nullable CrankResult outcome;

        Deliver(LocalRunner runner, long number, Delivery delivery) {
            super(runner);
            this.number = number;
            this.delivery = delivery;
        }

        @Override
        void run() {
            outcome = runner().isOver() ? null : runner().running().deliver(delivery);
        }

        @Override
        void finish() {
            if (outcome != null) {
                runner().submit(number, outcome);
            }
        }

        @Override
        long delivery() {
            return number;
        }

        @Override
        String label() {
            return delivery instanceof Delivery.Message message ? "\"" + message.method() + "\"" : "a continuation";
        }
    }

    /** Letting go of everything it holds. */
    static final class Close extends VatWork {

        Close(LocalRunner runner) {
            super(runner);
        }

        @Override
        void run() {
            runner().letGo();
        }

        @Override
        void finish() {
            runner().owner().closed();
        }

        @Override
        void failed(Throwable defect) {
            LOG.error("vat {} could not be closed", runner().vat().label(), defect);
            finish();
        }

        @Override
        String label() {
            return "closing";
        }
    }

    @Override
    public String toString() {
        return Objects.toString(runner.vat().label()) + ": " + label();
    }
}
