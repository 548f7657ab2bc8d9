package dev.vellamo.kernel.host;

import dev.vellamo.io.channel.IoChannel;
import dev.vellamo.kernel.state.Receipt;
import org.apache.pekko.actor.typed.ActorRef;

/** For units that a channel delivered: they are on their way until the crank that gets them is applied. */
record UnitsReceipt(ActorRef<IoChannel.Command> channel, long number) implements Receipt {
    @Override
    public void consumed() {
        channel.tell(new IoChannel.Consumed(number));
    }

    @Override
    public void returned() {
        channel.tell(new IoChannel.Returned(number));
    }
}
