package dev.vellamo.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A {@code vellamo run} in a process of its own, with a directory for its sockets and one for temporary files. */
final class RunProcess implements AutoCloseable {

    /** Starting a JVM on a machine that is busy. */
    private static final long DEADLINE_SECONDS = 60;

    private final Process process;
    private final Path temporary;
    private final Lines out;
    private final Lines err;

    private RunProcess(Process process, Path temporary) {
        this.process = process;
        this.temporary = temporary;
        this.out = new Lines(process.getInputStream());
        this.err = new Lines(process.getErrorStream());
    }

    static RunProcess start(Path directory, String... arguments) throws IOException {
        var run = startTyping(directory, arguments);
        run.endInput();
        return run;
    }

    /** One whose input is not ended yet. */
    static RunProcess startTyping(Path directory, String... arguments) throws IOException {
        var temporary = Files.createTempDirectory(directory, "tmp");
        var command = new ArrayList<>(List.of(
                // A build in the background ignores SIGINT, and so would its children.
                "env",
                "--default-signal=INT,TERM,HUP",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + temporary));
        if (Runtime.version().feature() >= 24) {
            // As the launcher does: newer ones warn about what Pekko and junixsocket do.
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName(),
                "run"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).directory(directory.toFile()).start();
        return new RunProcess(process, temporary);
    }

    /** What a stream has said, read as it comes. */
    private static final class Lines {
        private final List<String> lines = new ArrayList<>();
        private boolean isEnded;

        Lines(InputStream stream) {
            var reading = new Thread(() -> read(stream), "reads-run");
            reading.setDaemon(true);
            reading.start();
        }

        private void read(InputStream stream) {
            try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                    add(line);
                }
            } catch (IOException closed) {
                add("(closed: " + closed.getMessage() + ")");
            } finally {
                end();
            }
        }

        private synchronized void add(String line) {
            lines.add(line);
            notifyAll();
        }

        private synchronized void end() {
            isEnded = true;
            notifyAll();
        }

        synchronized Optional<String> await(String part) throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
            while (find(part).isEmpty() && !isEnded && System.nanoTime() < deadline) {
                wait(TimeUnit.SECONDS.toMillis(1));
            }
            return find(part);
        }

        synchronized List<String> all() throws InterruptedException {
            while (!isEnded) {
                wait();
            }
            return List.copyOf(lines);
        }

        private synchronized Optional<String> find(String part) {
            return lines.stream().filter(line -> line.contains(part)).findFirst();
        }

        @Override
        public synchronized String toString() {
            return String.join("\n", lines);
        }
    }

    String awaitOut(String part) throws InterruptedException {
        return out.await(part).orElseThrow(() -> new AssertionError("no \"" + part + "\" in:\n" + out + "\n" + err));
    }

    String awaitErr(String part) throws InterruptedException {
        return err.await(part).orElseThrow(() -> new AssertionError("no \"" + part + "\" in:\n" + out + "\n" + err));
    }

    void type(String text) throws IOException {
        process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    void endInput() throws IOException {
        process.getOutputStream().close();
    }

    /** Nobody reads its standard output any more. */
    void closeOut() throws IOException {
        process.getInputStream().close();
    }

    void signal(String name) throws IOException, InterruptedException {
        var kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS))
                .as("it ends; so far:\n%s\n%s", out, err)
                .isTrue();
        return process.exitValue();
    }

    List<String> out() throws InterruptedException {
        return out.all();
    }

    List<String> err() throws InterruptedException {
        return err.all();
    }

    /** What it has left in its directory for temporary files. */
    List<Path> temporaryFiles() throws IOException {
        try (var files = Files.list(temporary)) {
            return files.toList();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
