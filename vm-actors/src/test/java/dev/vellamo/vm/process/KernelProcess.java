package dev.vellamo.vm.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@link DyingKernel} in a JVM of its own, to be killed. */
record KernelProcess(Process process, BufferedReader output, Path runtime) implements AutoCloseable {

    static KernelProcess start(Path runtime, String stage) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DyingKernel.class.getName(),
                        runtime.toString(),
                        stage)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new KernelProcess(process, process.inputReader(), runtime);
    }

    KernelProcess await(String word) throws IOException {
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            if (line.equals(word)) {
                return this;
            }
        }
        throw new AssertionError("the kernel ended before it said " + word);
    }

    /** Kills the JVM with SIGKILL, and nothing else. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** All processes of its guests that run. */
    List<Integer> guestProcesses() throws IOException {
        var all = new ArrayList<Integer>();
        for (var directory : directories()) {
            all.addAll(Residue.startedFor(directory.getFileName().toString()));
        }
        return all;
    }

    List<Path> directories() throws IOException {
        try (var entries = Files.list(runtime)) {
            return entries.toList();
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        output.close();
    }
}
