package dev.vellamo.cli;

import java.nio.file.Path;
import java.util.List;

/** {@code vellamo} without a kernel on its class path: everything but what needs one. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        var terminal = Terminal.ofProcess();
        var code = CommandLineProgram.execute(List.of(args), terminal, new WithoutKernel(terminal));
        terminal.flush();
        if (terminal.out().checkError()) {
            // For example a full disk: whoever reads the result must not take it for the whole.
            terminal.err().println("vellamo: the output could not be written");
            terminal.flush();
            System.exit(Math.max(code, ExitCode.FAILED));
        }
        System.exit(code);
    }

    private record WithoutKernel(Terminal terminal) implements KernelPrograms {
        @Override
        public int run(RunOptions options) {
            return refuse();
        }

        @Override
        public int inspect(InspectOptions options) {
            return refuse();
        }

        @Override
        public int checkStore(Path home) {
            return refuse();
        }

        private int refuse() {
            terminal.err().println("vellamo: there is no kernel on this class path; start runtime/bin/vellamo instead");
            return ExitCode.FAILED;
        }
    }
}
