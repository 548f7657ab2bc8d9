package dev.vellamo.io.channel;

import dev.vellamo.io.channel.ChannelSettings.Clients;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** No unit is lost, repeated or out of order, no end missing, no request without its one answer, whatever happens. */
class ChannelStateProperties {

    @Property(tries = 1500)
    void keepsItsPromisesInAnyOrderOfEvents(
            @ForAll Clients clients,
            @ForAll long seed,
            @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 21) Integer> steps) {
        var world = new ChannelSimulation(clients, seed);
        steps.forEach(world::step);
        world.drain();
        world.close();
    }

    @Property(tries = 500)
    void answersEverythingWhenItClosesInTheMiddle(
            @ForAll Clients clients,
            @ForAll long seed,
            @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 21) Integer> steps) {
        var world = new ChannelSimulation(clients, seed);
        steps.forEach(world::step);
        world.close();
    }
}
