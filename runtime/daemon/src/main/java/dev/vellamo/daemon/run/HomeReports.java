package dev.vellamo.daemon.run;

import dev.vellamo.cli.ExitCode;
import dev.vellamo.cli.InspectOptions;
import dev.vellamo.cli.Terminal;
import dev.vellamo.kernel.store.Inspection;
import dev.vellamo.kernel.store.StoreCheck;
import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.store.sqlite.SqliteStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToIntFunction;

/** {@code vellamo inspect} and {@code vellamo db check}: what a home keeps, while no kernel uses it. */
record HomeReports(Terminal terminal) {

    int inspect(InspectOptions options) {
        return with(options.home(), home -> {
            var size = home.store().size();
            var inspection = options.values()
                    ? Inspection.withValues(home.content(), size)
                    : Inspection.of(home.content(), size);
            if (options.json()) {
                terminal.out().println(inspection.toJson());
            } else {
                inspection
                        .toText()
                        .lines()
                        .flatMap(line -> Line.printable(line).stream())
                        .forEach(terminal.out()::println);
            }
            return ExitCode.DONE;
        });
    }

    int check(Path directory) {
        return with(directory, home -> {
            var problems = StoreCheck.of(home.content());
            problems.forEach(problem -> terminal.out().println(Line.onOneLine(problem.toString())));
            terminal.out()
                    .println(
                            problems.isEmpty()
                                    ? "all " + home.content().rows().size() + " rows of "
                                            + home.store().label() + " fit together"
                                    : problems.size() + " problems in "
                                            + home.store().label());
            return problems.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
        });
    }

    private int with(Path directory, ToIntFunction<Home> action) {
        if (!SqliteStore.existsIn(directory)) {
            var problem = Files.isRegularFile(directory)
                    ? directory + " is a file, not a directory"
                    : "there is no kept state in " + directory;
            return fail(problem + "; name the directory given to run --home", ExitCode.USAGE);
        }
        try (var home = Home.open(directory)) {
            return action.applyAsInt(home);
        } catch (StoreException e) {
            return fail(String.valueOf(e.getMessage()), ExitCode.STORE);
        }
    }

    private int fail(String text, int code) {
        terminal.err().println(terminal.styled("fg(red)", "vellamo: " + Line.onOneLine(text)));
        return code;
    }
}
