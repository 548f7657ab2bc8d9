package dev.vellamo.benchmarks;

import dev.vellamo.kernel.Kernel;
import java.io.IOException;

/** A vat of a kernel with a store on disk calls another vat and gets its answer. */
public class DurableCallBenchmark extends CallBenchmark {

    private final Home home = Home.create();

    @Override
    Kernel start() {
        return home.kernel();
    }

    @Override
    public void close() throws IOException {
        super.close();
        home.close();
    }
}
