package dev.vellamo.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** Command lines typed in a test, and what came of them. */
final class Session {

    static final int RUNNERS_CODE = 42;

    final List<RunOptions> runs = new ArrayList<>();
    final List<InspectOptions> inspections = new ArrayList<>();
    final List<Path> checks = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal;

    Session() {
        this(Ansi.OFF);
    }

    Session(Ansi colour) {
        terminal = new Terminal(stream(out), stream(err), colour);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    int type(String... arguments) {
        return CommandLineProgram.execute(List.of(arguments), terminal, new Noting());
    }

    private final class Noting implements KernelPrograms {
        @Override
        public int run(RunOptions options) {
            runs.add(options);
            return RUNNERS_CODE;
        }

        @Override
        public int inspect(InspectOptions options) {
            inspections.add(options);
            return RUNNERS_CODE;
        }

        @Override
        public int checkStore(Path home) {
            checks.add(home);
            return RUNNERS_CODE;
        }
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
