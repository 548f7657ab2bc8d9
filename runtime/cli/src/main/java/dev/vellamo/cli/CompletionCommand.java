package dev.vellamo.cli;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what makes shells complete the command line. */
@Command(
        name = "completion",
        description = {
            "Prints a script that makes bash and zsh complete vellamo's commands, options and files.",
            "Use it with: source <(vellamo completion)"
        })
final class CompletionCommand implements Callable<Integer> {

    private final PrintStream out;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    CompletionCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        var top = spec.root();
        out.print(AutoComplete.bash(top.name(), top.commandLine()));
        return ExitCode.DONE;
    }
}
