package dev.vellamo.cli;

import java.util.List;

/** {@code vellamo} without a kernel on its class path: everything but {@code run} itself. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        var terminal = Terminal.ofProcess();
        var code = CommandLineProgram.execute(List.of(args), terminal, options -> {
            terminal.err().println("vellamo: there is no kernel on this class path; start runtime/bin/vellamo instead");
            return ExitCode.FAILED;
        });
        terminal.flush();
        if (terminal.out().checkError()) {
            // For example a full disk: whoever reads the result must not take it for the whole.
            terminal.err().println("vellamo: the output could not be written");
            terminal.flush();
            System.exit(Math.max(code, ExitCode.FAILED));
        }
        System.exit(code);
    }
}
