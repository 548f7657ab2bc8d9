package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.vat.VatException;

/** The list that the arguments of a message are. */
final class Arguments {

    private Arguments() {}

    /** The same arguments in a form that has items. */
    static CapData asList(CapData arguments, ValueCodec codec) {
        return arguments.body() instanceof Passable.Json json
                ? new CapData(new Passable.Sequence(codec.itemsOf(json)), arguments.slots())
                : arguments;
    }

    static int count(Passable arguments) {
        if (arguments instanceof Passable.ImmutableItems items) {
            return items.items().size();
        }
        if (arguments instanceof Passable.Sequence sequence) {
            return sequence.items().size();
        }
        throw new VatException(ErrorCode.BAD_ARGUMENTS, "the arguments of a message are not a list");
    }
}
