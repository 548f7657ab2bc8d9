package dev.vellamo.vm.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is really started for a guest: the gate, which becomes the guest's command, and before it, where it is there,
 * {@code setpriv} of util-linux, by which a process asks the system to be killed when its parent dies. That covers the
 * direct child only; the watchdog covers what it starts.
 */
final class GuestCommand {

    private static final String SETPRIV = "/usr/bin/setpriv";

    private GuestCommand() {}

    static List<String> of(GuestSpec spec) {
        var command = new ArrayList<String>();
        // On Alpine it is a link to BusyBox, which does not know the option.
        if (Files.isExecutable(Path.of(SETPRIV)) && !Files.isSymbolicLink(Path.of(SETPRIV))) {
            command.addAll(List.of(SETPRIV, "--pdeathsig", "KILL"));
        }
        command.addAll(List.of(Script.SHELL, "-c", Script.GATE.text(), "vellamo-gate"));
        command.addAll(spec.command());
        return command;
    }
}
