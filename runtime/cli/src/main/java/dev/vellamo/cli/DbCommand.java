package dev.vellamo.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Model.CommandSpec;

/** What is done with the store of a home; it needs to be said what. */
@Command(name = "db", description = "Looks after the store of a home.", synopsisSubcommandLabel = "COMMAND")
final class DbCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing; there is check");
    }

    /** Checks the store of a home. */
    @Command(
            name = "check",
            description = {
                "Checks that everything a home keeps fits together, and says what does not.",
                "No kernel may use the home meanwhile. Nothing is repaired."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                " 0:all fits together",
                " 1:something does not",
                " 2:the command line is wrong, or there is no such home",
                " 5:the store of the home cannot be used: a kernel uses it, it is damaged, or it is none"
            })
    static final class Check implements Callable<Integer> {

        private final KernelPrograms programs;

        @Parameters(paramLabel = "HOME", description = "The directory that was given to run --home.")
        private Path home = Path.of("");

        Check(KernelPrograms programs) {
            this.programs = programs;
        }

        @Override
        public Integer call() {
            return programs.checkStore(home);
        }
    }
}
