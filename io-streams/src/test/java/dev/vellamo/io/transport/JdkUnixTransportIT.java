package dev.vellamo.io.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.io.transport.TransportException.Code;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.Done;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

class JdkUnixTransportIT extends UnixTransportContract {

    @Override
    UnixTransport open(String name) {
        return new JdkUnixTransport(name);
    }

    @Override
    public int crowd() {
        return 5_000;
    }

    @Test
    void whatAPeerSentBeforeItWentAwayStillArrives() throws Exception {
        var accepted = accepting();
        var client = RawClient.connect(socket());
        var gate = new CompletableFuture<Done>();
        var received = new ConcurrentLinkedQueue<String>();
        var end = Source.repeat(ByteString.fromString("answer"))
                .via(next(accepted).flow())
                .mapAsync(1, bytes -> gate.thenApply(done -> bytes))
                .runForeach(bytes -> received.add(bytes.utf8String()), system());

        client.send("first ").receive(6);
        client.send("last");
        client.close();
        gate.complete(Done.getInstance());

        assertThat(failure(end).code()).isEqualTo(Code.CONNECTION_RESET);
        assertThat(String.join("", received)).isEqualTo("first last");
    }
}
