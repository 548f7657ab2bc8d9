package dev.vellamo.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GateTest {

    private final Gate gate = Gate.shut();

    @AfterEach
    void close() {
        gate.close();
    }

    private CompletableFuture<Void> passes() {
        return CompletableFuture.runAsync(() -> Gate.pass(gate.path()), Gate::onAThreadOfItsOwn);
    }

    @Test
    void stopsWhoComesUntilItIsOpened() throws Exception {
        var passing = passes();
        gate.awaitsArrival();
        assertThat(passing).isNotDone();

        gate.open();

        passing.get(20, TimeUnit.SECONDS);
    }

    @Test
    void letsEverybodyPassOnceItIsOpen() {
        assertThat(Gate.isShut(gate.path())).isTrue();

        gate.open();
        gate.open();

        Gate.pass(gate.path());
        assertThat(Gate.isShut(gate.path())).isFalse();
    }

    @Test
    void doesNotLetPassWhoIsInterrupted() throws Exception {
        var passing = new Thread(() -> Gate.pass(gate.path()));
        passing.start();
        gate.awaitsArrival();

        passing.interrupt();
        passing.join(50);
        assertThat(passing.isAlive()).isTrue();

        gate.open();
        passing.join(20_000);
        assertThat(passing.isAlive()).isFalse();
    }
}
