package dev.vellamo.protocol.config;

import org.jspecify.annotations.Nullable;

/**
 * Where in a config something is.
 *
 * @param parent the place of the object or list around it; the root has none
 * @param step its key or index there
 * @param line from 1; 0: not known
 * @param column from 1, in UTF-16 units; 0: not known
 */
record Place(@Nullable Place parent, String step, int line, int column) {

    static final Place ROOT = new Place(null, "", 0, 0);

    /** A place inside this one, of unknown line. */
    Place child(String childStep) {
        return new Place(this, childStep, 0, 0);
    }

    Place child(String childStep, int childLine, int childColumn) {
        return new Place(this, childStep, childLine, childColumn);
    }

    /** The JSON pointer (RFC 6901). */
    String pointer() {
        var text = new StringBuilder();
        for (var place = this; place.parent != null; place = place.parent) {
            text.insert(0, "/" + place.step.replace("~", "~0").replace("/", "~1"));
        }
        return text.toString();
    }
}
