package dev.vellamo.benchmarks;

import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.VatConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How large the files of a store are after a million calls, and how large its log is meanwhile. */
final class SettledCalls {

    private static final int CALLS = 1_000_000;
    private static final int CALLS_AT_ONCE = 10_000;

    private SettledCalls() {}

    public static void main(String[] arguments) throws IOException {
        try (var home = Home.create()) {
            var log = home.directory().resolve("kernel.sqlite-wal");
            var longest = 0L;
            try (var kernel = home.kernel()) {
                var calling = kernel.launch(ClusterConfig.builder()
                                .bootstrap("calling")
                                .vat("calling", VatConfig.ofClass(CallingVat.class))
                                .vat("answering", VatConfig.ofClass(AnsweringVat.class))
                                .build())
                        .join()
                        .vat("calling");
                for (int done = 0; done < CALLS; done += CALLS_AT_ONCE) {
                    calling.send("call", CALLS_AT_ONCE, 300)
                            .toCompletableFuture()
                            .join();
                    longest = Math.max(longest, bytes(log));
                }
            }
            System.out.printf(
                    "%d settled calls: kernel.sqlite has %d bytes, its log had %d at most%n",
                    CALLS, bytes(home.directory().resolve("kernel.sqlite")), longest);
        }
    }

    private static long bytes(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }
}
