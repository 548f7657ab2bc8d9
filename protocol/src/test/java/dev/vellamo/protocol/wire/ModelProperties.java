package dev.vellamo.protocol.wire;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Two ends against each other: nothing lost, nothing reordered, nothing beyond the grant, and all of it ends. */
class ModelProperties {

    @Property(tries = 300)
    void twoEndsKeepTheRulesWhateverTheirOwnersDo(@ForAll long seed) {
        new Model(seed, Codec.BINARY).run(400);
    }

    @Property(tries = 60)
    void twoEndsKeepTheRulesInLines(@ForAll long seed) {
        new Model(seed, Codec.LINES).run(300);
    }
}
