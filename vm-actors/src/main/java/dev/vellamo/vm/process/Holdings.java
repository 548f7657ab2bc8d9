package dev.vellamo.vm.process;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one guest has acquired so far, released newest first whatever goes wrong on the way. */
final class Holdings {

    /** Gives one thing back. */
    interface Release {
        void run() throws IOException, InterruptedException;
    }

    private record Held(String what, Release release) {}

    private static final Logger LOG = LoggerFactory.getLogger(Holdings.class);

    private final ArrayDeque<Held> held = new ArrayDeque<>();

    void add(String what, Release release) {
        held.push(new Held(what, release));
    }

    /** Releases all; returns what could not be, a sentence each. */
    List<String> releaseAll() {
        var problems = new ArrayList<String>();
        while (!held.isEmpty()) {
            var next = held.pop();
            try {
                next.release().run();
            } catch (IOException | RuntimeException failure) {
                LOG.warn("{} could not be released", next.what(), failure);
                problems.add(next.what() + " could not be released: " + Reason.of(failure));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                problems.add(next.what() + " could not be released: interrupted");
            }
        }
        return List.copyOf(problems);
    }
}
