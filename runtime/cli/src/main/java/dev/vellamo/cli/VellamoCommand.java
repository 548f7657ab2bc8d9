package dev.vellamo.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vellamo} alone: it needs a command. */
@Command(
        name = "vellamo",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        synopsisSubcommandLabel = "COMMAND",
        description = {"Launches clusters of vats, IO channels, guests and agents: all of a cluster or none of it.", ""
        },
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "vellamo COMMAND --help tells more. Colour is used on a terminal only, and never with NO_COLOR.",
        })
final class VellamoCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        CommandLine line = spec.commandLine();
        throw new ParameterException(
                line,
                "a command is missing; there are "
                        + String.join(", ", line.getSubcommands().keySet()));
    }
}
