package dev.vellamo.io.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JunixTransportIT extends UnixTransportContract {

    @Override
    UnixTransport open(String name) {
        return new JunixTransport(name);
    }

    @Override
    public int crowd() {
        return 200;
    }

    @Test
    void bothSidesLearnThePid() throws Exception {
        var accepted = accepting();
        var connected = result(dial(socket()));

        assertThat(connected.peer().pid()).hasValue(ProcessHandle.current().pid());
        assertThat(next(accepted).peer().pid()).hasValue(ProcessHandle.current().pid());
    }
}
