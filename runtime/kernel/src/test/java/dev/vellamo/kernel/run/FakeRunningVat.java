package dev.vellamo.kernel.run;

import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.protocol.crank.WriteSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A vat whose code is a test's: it does something at each message and answers "done". */
public final class FakeRunningVat implements RunningVat {

    private final List<String> events = new CopyOnWriteArrayList<>();
    private CrankResult start = new CrankResult.Completed(WriteSet.EMPTY);
    private Runnable atStart = () -> {};
    private Consumer<Delivery.Message> atMessage = message -> {};
    private @Nullable RuntimeException atClose;

    public FakeRunningVat on(Consumer<Delivery.Message> code) {
        atMessage = code;
        return this;
    }

    public FakeRunningVat onStart(Runnable code) {
        atStart = code;
        return this;
    }

    public void startsWith(CrankResult result) {
        start = result;
    }

    public void closesWith(RuntimeException failure) {
        atClose = failure;
    }

    /** What it was told: {@code start}, names of methods, {@code wake}, {@code timer 1}, {@code closed}. */
    public List<String> events() {
        return events;
    }

    @Override
    public CrankResult start(VatState state) {
        events.add("start");
        atStart.run();
        return start;
    }

    @Override
    public CrankResult deliver(Delivery delivery) {
        if (delivery instanceof Delivery.Message message) {
            events.add(message.method());
            atMessage.accept(message);
        } else {
            events.add(delivery instanceof Delivery.TimerFired fired ? "timer " + fired.timer() : "wake");
        }
        return new CrankResult.Completed(LocalRunnerTest.answer(delivery));
    }

    @Override
    public void close() {
        events.add("closed");
        if (atClose != null) {
            throw atClose;
        }
    }
}
