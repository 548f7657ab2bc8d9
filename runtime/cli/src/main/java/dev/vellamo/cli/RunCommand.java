package dev.vellamo.cli;

import dev.vellamo.cli.RunOptions.Detail;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The one place where the arguments of {@code run} are read. */
@Command(
        name = "run",
        sortOptions = false,
        description = {
            "Launches a cluster and stays with it in the foreground until it ends or is interrupted.",
            "A launch that cannot complete is undone, and what was released is reported."
        },
        footer = {
            "",
            "The first Ctrl-C (or SIGTERM, SIGHUP) ends the cluster in order: vats, then IO channels. With --home, its state "
                    + "stays for the next run. The second one kills: what the cluster made, such as socket files, may stay.",
            "A background job of a script ignores SIGINT: end it with SIGTERM."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:the last vat ended the cluster of its own accord, and none had failed",
            " 1:a vat failed and the cluster ended, or --dry-run found what would fail",
            " 2:the command line or the config is wrong, or the config is not the one that the home keeps",
            " 4:the launch failed and was rolled back",
            " 5:the store of the home cannot be used: another kernel uses it, it is damaged or full, or may not be written",
            "130:interrupted by Ctrl-C (SIGINT); 143: by SIGTERM; 129: by SIGHUP"
        })
final class RunCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final KernelPrograms programs;

    @Parameters(paramLabel = "CONFIG", description = "The cluster config, a JSON file; see vellamo schema.")
    private Path config = Path.of("");

    @Option(
            names = "--dry-run",
            description = "Shows the launch plan, the supervision tree and every path it would touch; touches none.")
    private boolean dryRun;

    @Option(names = "--json", description = "Prints one JSON object a line for programs; all else goes to stderr.")
    private boolean json;

    @Option(
            names = "--launch-deadline",
            paramLabel = "DURATION",
            converter = DurationOption.class,
            description = "How long the whole launch may take, such as 500ms, 10s or 5m; default: 1m.")
    private @Nullable Duration launchDeadline;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Keeps the state in this directory: run again with it, the cluster goes on where it was.")
    private @Nullable Path home;

    @Option(names = "--fresh", description = "With --home: ends what is kept of this cluster and launches it anew.")
    private boolean fresh;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @ArgGroup
    private Verbosity verbosity = new Verbosity();

    /** At most one of them. */
    static final class Verbosity {
        @Option(
                names = {"-q", "--quiet"},
                description = "Tells only what the vats log and what goes wrong.")
        private boolean quiet;

        @Option(
                names = {"-v", "--verbose"},
                description = "Also tells what the kernel logs, and stack traces.")
        private boolean verbose;

        Detail detail() {
            if (quiet) {
                return Detail.QUIET;
            }
            return verbose ? Detail.VERBOSE : Detail.NORMAL;
        }
    }

    RunCommand(Terminal terminal, KernelPrograms programs) {
        this.terminal = terminal;
        this.programs = programs;
    }

    @Override
    public Integer call() {
        if (fresh && home == null) {
            throw new ParameterException(spec.commandLine(), "--fresh needs --home: without one nothing is kept");
        }
        var options = new RunOptions(
                config,
                json,
                verbosity.detail(),
                Optional.ofNullable(launchDeadline),
                Optional.ofNullable(home),
                fresh);
        return dryRun ? new DryRun(terminal).show(options) : programs.run(options);
    }
}
