package dev.vellamo.protocol.config;

import java.util.ArrayList;
import java.util.List;

/** What a valid config may ask for and this version cannot launch. */
public final class UnsupportedParts {
    private final List<ConfigProblem> found = new ArrayList<>();

    private UnsupportedParts() {}

    /** All of them, each with its pointer and what is supported instead; empty: the config can be launched. */
    public static List<ConfigProblem> of(ClusterConfig config) {
        var parts = new UnsupportedParts();
        config.vats()
                .forEach((name, vat) ->
                        parts.checkVat(vat, Place.ROOT.child("vats").child(name)));
        config.guests().forEach((name, guest) -> {
            if (guest instanceof GuestConfig.VmGuest) {
                parts.add(Place.ROOT.child("guests").child(name).child("kind"), "the kind \"vm\"", "\"process\"");
            }
        });
        config.agents()
                .keySet()
                .forEach(name -> parts.add(Place.ROOT.child("agents").child(name), "agents", "vats and IO channels"));
        return List.copyOf(parts.found);
    }

    private void checkVat(VatConfig vat, Place place) {
        if (vat.powers().http().isPresent()) {
            add(place.child("powers").child("http"), "the power http", "clock, random and timers");
        }
        if (vat.powers().files().isPresent() && vat.placement().equals(VatConfig.LOCAL)) {
            add(
                    place.child("powers").child("files"),
                    "the power files with placement \"local\"",
                    "a vat with the placement of a guest");
        }
    }

    private void add(Place place, String what, String supported) {
        found.add(ConfigProblem.at(place.pointer(), what + " cannot be launched yet; supported: " + supported));
    }
}
