package dev.vellamo.cli;

import dev.vellamo.protocol.config.Nearest;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line of {@code vellamo}: its commands, and how mistakes are answered. */
public final class CommandLineProgram {

    private CommandLineProgram() {}

    /**
     * Does what the arguments say.
     *
     * @param programs does what needs a kernel
     * @return the exit code
     */
    public static int execute(List<String> arguments, Terminal terminal, KernelPrograms programs) {
        return commands(terminal, programs).execute(arguments.toArray(String[]::new));
    }

    static CommandLine commands(Terminal terminal, KernelPrograms programs) {
        return new CommandLine(new VellamoCommand())
                .addSubcommand(command(new RunCommand(terminal, programs)))
                .addSubcommand(command(new InspectCommand(programs)))
                .addSubcommand(command(new DbCommand()).addSubcommand(command(new DbCommand.Check(programs))))
                .addSubcommand(command(new SchemaCommand(terminal.out())))
                .addSubcommand(command(new CompletionCommand(terminal.out())))
                .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.colour()))
                .setOut(writer(terminal.out()))
                .setErr(writer(terminal.err()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((mistake, arguments) -> refuse(mistake, terminal))
                .setExecutionExceptionHandler((failure, command, parsed) -> fail(failure, terminal));
    }

    /** A command that explains itself. */
    private static CommandLine command(Object command) {
        var line = new CommandLine(command);
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .type(boolean.class)
                        .usageHelp(true)
                        .description("Shows this.")
                        .build());
        return line;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    private static int refuse(ParameterException mistake, Terminal terminal) {
        var command = mistake.getCommandLine();
        terminal.err().println(terminal.styled("fg(red)", "vellamo: " + describe(mistake)));
        terminal.err().println("See: " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    private static String describe(ParameterException mistake) {
        if (!(mistake instanceof UnmatchedArgumentException unmatched)) {
            return String.valueOf(mistake.getMessage()).replaceFirst("^Error: ", "");
        }
        var written = unmatched.getUnmatched().get(0);
        var spec = mistake.getCommandLine().getCommandSpec();
        var isOption = written.startsWith("-");
        var commands = spec.subcommands().keySet();
        if (!isOption && commands.isEmpty()) {
            return "unexpected argument \"" + written + "\"";
        }
        var nearest = Nearest.of(written, isOption ? spec.optionsMap().keySet() : commands)
                .map(near -> "; did you mean \"" + near + "\"?")
                .orElse(isOption ? "" : "; there are " + String.join(", ", commands));
        return "unknown " + (isOption ? "option" : "command") + " \"" + written + "\"" + nearest;
    }

    private static int fail(Exception failure, Terminal terminal) {
        terminal.err().println(terminal.styled("fg(red)", "vellamo: a defect of Vellamo; please report it with this:"));
        failure.printStackTrace(terminal.err());
        return ExitCode.FAILED;
    }
}
