package dev.vellamo.protocol.capdata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.Slot.Kind;
import dev.vellamo.protocol.capdata.Slot.Origin;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class SlotProperties {
    @Property
    boolean readingWhatWasWrittenGivesTheSameSlot(
            @ForAll Kind kind, @ForAll Origin origin, @ForAll @LongRange(max = Long.MAX_VALUE) long index) {
        Assume.that(kind == Kind.OBJECT || origin != Origin.DURABLE);
        var slot = new Slot(kind, origin, index);
        return Slot.parse(slot.toString()).equals(slot);
    }

    @Property
    void textIsReadAsASlotThatIsWrittenTheSameOrRefused(@ForAll String text) {
        try {
            assertThat(Slot.parse(text)).hasToString(text);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageStartingWith("not a slot: ");
        }
    }
}
