package dev.vellamo.store.sqlite.proof;

import dev.vellamo.store.sqlite.SqliteSettings;
import dev.vellamo.store.sqlite.SqliteStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The kernel with the banks as a program of its own, which does what the lines of its input say and writes what comes of it.
 *
 * <pre>
 *   call KEY BANK METHOD AMOUNT    told KEY ok VALUE, told KEY no CODE, or unknown KEY
 *   balance BANK                   balance BANK VALUE
 *   collect                        collected: nobody reaches anything that is still there
 *   status                         status TEXT, for whoever has to find out why something hangs
 *   end                            the program ends in order
 *                                  ready: everything runs
 *                                  printed OPERATION, audited ID OPERATION: what the services were told
 *                                  ended REASON: the kernel has ended, though nobody wanted that
 * </pre>
 */
final class BankProgram implements Banks.World {

    /** The exit code of a program whose kernel ended without being asked to. */
    static final int KERNEL_ENDED = 3;

    private static volatile boolean isToEnd;

    private BankProgram() {}

    public static void main(String... home) throws IOException {
        new BankProgram().runs(Path.of(home[0]));
    }

    private void runs(Path home) throws IOException {
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (var banks = Banks.open(SqliteStore.open(home, SqliteSettings.DEFAULT), home, this)) {
            banks.whenEnded().thenAccept(BankProgram::ended);
            writes("ready");
            for (var line = input.readLine(); line != null && !line.equals("end"); line = input.readLine()) {
                does(banks, line);
            }
            isToEnd = true;
        }
    }

    private static void ended(String reason) {
        if (!isToEnd) {
            writes("ended " + reason.replace('\n', ' '));
            Runtime.getRuntime().halt(KERNEL_ENDED);
        }
    }

    private static void does(Banks banks, String line) {
        if (line.startsWith("call ")) {
            var call = Call.parse(line.substring("call ".length()));
            banks.outcome(call)
                    .thenAccept(outcome -> writes(outcome.map(told -> "told " + call.key() + " " + told)
                            .orElse("unknown " + call.key())));
        } else if (line.equals("status")) {
            writes("status " + banks.kernel().status());
        } else if (line.equals("collect")) {
            System.gc();
            banks.collectHeaps()
                    .thenCompose(done -> banks.kernel().collectGarbage())
                    .thenRun(() -> writes("collected"));
        } else {
            var bank = line.substring("balance ".length());
            banks.balance(bank).thenAccept(balance -> writes("balance " + bank + " " + balance));
        }
    }

    @Override
    public void printed(String operation) {
        writes("printed " + operation);
    }

    @Override
    public void audited(long callId, String operation) {
        writes("audited " + callId + " " + operation);
    }

    /** One write of the operating system a line, so that a kill leaves no half of one before a whole one. */
    private static synchronized void writes(String line) {
        var bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
    }
}
