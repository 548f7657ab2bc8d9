package dev.vellamo.vm.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The shell scripts that belong to a guest; any POSIX shell runs them, with nothing but what is built into it. */
enum Script {
    WATCHDOG("watchdog.sh"),
    GATE("gate.sh");

    static final String SHELL = "/bin/sh";

    private final String text;

    Script(String resource) {
        try (var stream = Script.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException(resource + " is missing in the jar of vellamo-vm-actors");
            }
            text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read " + resource, failure);
        }
    }

    String text() {
        return text;
    }
}
