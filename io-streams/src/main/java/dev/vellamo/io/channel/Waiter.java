package dev.vellamo.io.channel;

import dev.vellamo.protocol.capdata.ErrorCode;
import java.util.Optional;

/** A request for units that has not been answered. */
sealed interface Waiter {

    int maxUnits();

    ChannelAction answer(ReceivedUnits units);

    /** The channel closed. */
    ChannelAction closed(String message);

    /** Wants units together with their session. */
    record Receiver(int maxUnits, Reply<ReceivedUnits> reply) implements Waiter {
        @Override
        public ChannelAction answer(ReceivedUnits units) {
            return new ChannelAction.Answer<>(reply, units);
        }

        @Override
        public ChannelAction closed(String message) {
            return new ChannelAction.Refuse(reply, ErrorCode.CHANNEL_CLOSED, message);
        }
    }

    /** The short form: to it a closed channel is one that has nothing more. */
    record Reader(int maxUnits, Reply<Optional<ReceivedUnits>> reply) implements Waiter {
        @Override
        public ChannelAction answer(ReceivedUnits units) {
            return new ChannelAction.Answer<>(reply, Optional.of(units));
        }

        @Override
        public ChannelAction closed(String message) {
            return new ChannelAction.Answer<>(reply, Optional.empty());
        }
    }
}
