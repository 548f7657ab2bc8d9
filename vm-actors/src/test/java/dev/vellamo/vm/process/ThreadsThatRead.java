package dev.vellamo.vm.process;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A guest in Java whose threads each try to read a file: its own, one more, one of the JVM's, and a child process. */
final class ThreadsThatRead {

    private ThreadsThatRead() {}

    public static void main(String[] arguments) throws Exception {
        var file = Path.of(arguments[0]);
        tryFrom("main", file);
        var other = new Thread(() -> tryFrom("other", file));
        other.start();
        other.join();
        var cleaned = new CountDownLatch(1);
        Cleaner.create()
                .register(new Object(), () -> {
                    tryFrom("cleaner", file);
                    cleaned.countDown();
                })
                .clean();
        cleaned.await();
        var child = new ProcessBuilder("/bin/cat", arguments[0]).start();
        System.out.println("child: " + (child.waitFor() == 0 ? "read it" : "AccessDeniedException"));
    }

    private static void tryFrom(String thread, Path file) {
        try {
            Files.readString(file);
            System.out.println(thread + ": read it");
        } catch (IOException refused) {
            System.out.println(thread + ": " + refused.getClass().getSimpleName());
        }
    }
}
