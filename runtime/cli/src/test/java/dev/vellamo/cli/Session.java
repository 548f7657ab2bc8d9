package dev.vellamo.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** Command lines typed in a test, and what came of them. */
final class Session {

    static final int RUNNERS_CODE = 42;

    final List<RunOptions> runs = new ArrayList<>();
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
        return CommandLineProgram.execute(List.of(arguments), terminal, options -> {
            runs.add(options);
            return RUNNERS_CODE;
        });
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
