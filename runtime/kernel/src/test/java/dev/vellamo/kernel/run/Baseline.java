package dev.vellamo.kernel.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a test found in this process before it began: threads, open descriptors and whatever else it counts. Later it sees
 * whether all of it is as before.
 *
 * <p>A check is worth something only if it was seen to fail: {@link #moved} says what is there that was not.
 */
public final class Baseline {

    /** How long what is being released may take to go. Only a failing test waits for so long. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private final List<Count> counts = new ArrayList<>();

    private record Count(String what, Supplier<List<String>> look, List<String> before) {
        List<String> added() {
            var now = new ArrayList<>(look.get());
            before.forEach(now::remove);
            return now;
        }
    }

    /** Watches live threads whose name begins so. */
    public Baseline threads(String prefix) {
        return count(
                "thread",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.startsWith(prefix))
                        .sorted()
                        .toList());
    }

    /** Watches open descriptors, by what they lead to; those of jar files, which class loading opens, are left out. */
    public Baseline descriptors() {
        return count("descriptor", Baseline::openDescriptors);
    }

    /** Watches anything that can be listed. */
    public Baseline count(String what, Supplier<List<String>> look) {
        counts.add(new Count(what, look, List.copyOf(look.get())));
        return this;
    }

    /** What is there now and was not at the beginning. */
    public List<String> moved() {
        return counts.stream()
                .flatMap(count -> count.added().stream().map(item -> count.what() + " " + item))
                .toList();
    }

    /** Waits until everything is as at the beginning. Returns what still is not. */
    public List<String> remaining() {
        eventually(() -> moved().isEmpty());
        return moved();
    }

    /** Waits for a condition that nothing announces. Returns whether it came true. */
    public static boolean eventually(BooleanSupplier condition) {
        var endNanos = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - endNanos > 0) {
                return condition.getAsBoolean();
            }
            LockSupport.parkNanos(1_000_000);
        }
        return true;
    }

    private static List<String> openDescriptors() {
        try (Stream<Path> open = Files.list(DESCRIPTORS)) {
            return open.map(Baseline::target)
                    .filter(target -> !target.isEmpty() && !target.endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + DESCRIPTORS, e);
        }
    }

    /** Empty text for one that was closed meanwhile, such as that of the listing itself. */
    private static String target(Path descriptor) {
        try {
            var target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("/proc/") ? "" : target;
        } catch (IOException e) {
            return "";
        }
    }
}
