package dev.vellamo.cli;

import dev.vellamo.protocol.config.ClusterConfigSchema;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Prints the JSON Schema of cluster configs. */
@Command(
        name = "schema",
        description = {
            "Prints the JSON Schema (draft 2020-12) of cluster configs.",
            "Editors complete and check a config whose \"$schema\" names a file with it."
        })
final class SchemaCommand implements Callable<Integer> {

    private final PrintStream out;

    SchemaCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        out.print(ClusterConfigSchema.json());
        return ExitCode.DONE;
    }
}
