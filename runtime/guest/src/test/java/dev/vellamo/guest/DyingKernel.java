package dev.vellamo.guest;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A kernel whose guest runs a vat that hangs. It says the guest's process id, and waits to be killed. */
final class DyingKernel {

    private DyingKernel() {}

    public static void main(String[] arguments) throws Exception {
        var guest = GuestProcess.start(GuestCommandLine.of(List.of()), Path.of(arguments[0]));
        var heap = guest.kernel().awaitReady().open().start(SampleVats.Plain.class);
        heap.call(1, "hang").call(2, "echo", "x");
        System.out.println(guest.pid());
        new CountDownLatch(1).await();
    }
}
