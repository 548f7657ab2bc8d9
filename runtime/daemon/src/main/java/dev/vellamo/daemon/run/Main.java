package dev.vellamo.daemon.run;

import dev.vellamo.cli.CommandLineProgram;
import dev.vellamo.cli.InspectOptions;
import dev.vellamo.cli.KernelPrograms;
import dev.vellamo.cli.RunOptions;
import dev.vellamo.cli.Terminal;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code vellamo} with a kernel on its class path. */
public final class Main {

    /** For shutdown hooks, of vats as well: when they hang the process ends all the same. */
    private static final long EXIT_SECONDS = 5;

    private Main() {}

    public static void main(String[] args) {
        var terminal = Terminal.ofProcess();
        var code = CommandLineProgram.execute(List.of(args), terminal, new Programs(terminal));
        terminal.flush();
        haltIfExitHangs(code);
        System.exit(code);
    }

    private record Programs(Terminal terminal) implements KernelPrograms {
        @Override
        public int run(RunOptions options) {
            return new ForegroundRun(options, terminal).run();
        }

        @Override
        public int inspect(InspectOptions options) {
            return new HomeReports(terminal).inspect(options);
        }

        @Override
        public int checkStore(Path home) {
            return new HomeReports(terminal).check(home);
        }
    }

    private static void haltIfExitHangs(int code) {
        var halting = new Thread(
                () -> {
                    awaitNothing();
                    Runtime.getRuntime().halt(code);
                },
                "vellamo-exit");
        halting.setDaemon(true);
        halting.start();
    }

    private static void awaitNothing() {
        try {
            var never = new CountDownLatch(1).await(EXIT_SECONDS, TimeUnit.SECONDS);
            assert !never;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
