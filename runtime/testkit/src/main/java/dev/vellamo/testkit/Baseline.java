package dev.vellamo.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the process holds at one moment: threads, descriptors, child processes, and the socket files in some directories. A
 * test takes it first and at its end shows that nothing is more than before.
 *
 * <pre>{@code
 * var before = Baseline.take(directory);
 * try (var kernel = Kernel.start()) {
 *     kernel.launch(config).join();
 *     assertThat(before.added()).isNotEmpty();
 * }
 * before.assertBack();
 * }</pre>
 *
 * <p>It sees the whole process, so tests that use it do not run in parallel. What the JVM itself opens at any moment does not
 * count: jars of the class path, random devices, its own helper threads. Descriptors are seen on Linux only.
 */
public final class Baseline {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** Threads that the JVM starts when it likes. */
    private static final Pattern JVM_THREADS = Pattern.compile("ForkJoinPool\\.commonPool-.*|process reaper.*"
            + "|Common-Cleaner|Cleaner-\\d+|Attach Listener|Signal Dispatcher|.*Compiler.*|GC .*|JNA Cleaner"
            + "|CompletableFutureDelayScheduler|junit-jupiter-timeout-watcher.*|surefire-.*");

    /** The deleted file is memory for native code to call back to, which libffi keeps. */
    private static final Pattern JVM_FILES =
            Pattern.compile("/dev/u?random|.*\\.(jar|jmod|so|jsa)|.*/lib/modules|.*/ffi\\w{6} \\(deleted\\)");

    private final List<Path> directories;
    private final SortedSet<String> held;

    private Baseline(List<Path> directories) {
        this.directories = directories;
        this.held = held(directories);
    }

    /**
     * What is held now.
     *
     * @param directories where socket files are looked for, at any depth
     */
    public static Baseline take(Path... directories) {
        letJvmOpenItsOwn();
        return new Baseline(List.of(directories));
    }

    /** With its first channels the JVM opens a socket for itself, and keeps it. */
    private static void letJvmOpenItsOwn() {
        var file = Path.of(System.getProperty("java.home"), "release");
        try (var files = FileChannel.open(file);
                var sockets = SocketChannel.open()) {
            assert files.isOpen() && sockets.isOpen();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open a channel: " + e.getMessage(), e);
        }
    }

    /** What is held now and was not then: such as {@code thread vellamo-io}, {@code descriptor socket:[4711]}. */
    public SortedSet<String> added() {
        var now = held(directories);
        now.removeAll(held);
        return now;
    }

    /**
     * Waits until nothing is held that was not then.
     *
     * @throws AssertionError if something still is at the deadline of {@link Eventually}; names it
     */
    public void assertBack() {
        Eventually.holds(() -> "nothing is left, but there is " + added(), () -> added().isEmpty());
    }

    private static SortedSet<String> held(List<Path> directories) {
        var found = new TreeSet<String>();
        addThreads(found);
        addDescriptors(found);
        ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .forEach(child -> found.add(
                        "process " + child.pid() + " " + child.info().command().orElse("")));
        directories.forEach(
                directory -> SocketFiles.below(directory).forEach(file -> found.add("socket file " + file)));
        return found;
    }

    private static void addThreads(SortedSet<String> found) {
        for (var thread : Thread.getAllStackTraces().keySet()) {
            if (!JVM_THREADS.matcher(thread.getName()).matches()) {
                found.add("thread " + thread.getName() + " (" + thread.getId() + ")");
            }
        }
    }

    private static void addDescriptors(SortedSet<String> found) {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return;
        }
        try (var links = Files.list(DESCRIPTORS)) {
            for (var link : links.toList()) {
                var target = target(link);
                if (target != null && !JVM_FILES.matcher(target).matches()) {
                    found.add("descriptor " + link.getFileName() + " " + target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + DESCRIPTORS + ": " + e.getMessage(), e);
        }
    }

    /** What a descriptor refers to; {@code null} if it was closed meanwhile or is the one that lists them. */
    private static @Nullable String target(Path link) throws IOException {
        try {
            var target = Files.readSymbolicLink(link).toString();
            return target.matches("/proc/\\d+/fd") ? null : target;
        } catch (NoSuchFileException closedMeanwhile) {
            return null;
        }
    }
}
