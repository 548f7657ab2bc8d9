package dev.vellamo.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a home keeps. */
@Command(
        name = "inspect",
        sortOptions = false,
        description = {
            "Shows what a home keeps: subclusters, vats, who holds which reference, who waits for which promise, queues, sizes.",
            "No kernel may use the home meanwhile. What vats keep and send is not shown, as it may be secret."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:it was shown",
            " 2:the command line is wrong, or there is no such home",
            " 5:the store of the home cannot be used: a kernel uses it, it is damaged, or it is none"
        })
final class InspectCommand implements Callable<Integer> {

    private final KernelPrograms programs;

    @Parameters(paramLabel = "HOME", description = "The directory that was given to run --home.")
    private Path home = Path.of("");

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Option(names = "--values", description = "Also shows what vats keep, send and were answered.")
    private boolean values;

    InspectCommand(KernelPrograms programs) {
        this.programs = programs;
    }

    @Override
    public Integer call() {
        return programs.inspect(new InspectOptions(home, json, values));
    }
}
