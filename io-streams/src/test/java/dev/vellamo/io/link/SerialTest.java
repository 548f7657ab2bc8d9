package dev.vellamo.io.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SerialTest {
    private final List<Throwable> failures = new ArrayList<>();
    private final Serial serial = new Serial(failures::add);
    private final List<String> done = new ArrayList<>();

    @Test
    void runsWhatATaskBringsAfterIt() {
        serial.execute(() -> {
            serial.execute(() -> done.add("second"));
            done.add("first");
        });

        assertThat(done).containsExactly("first", "second");
    }

    @Test
    void goesOnAfterATaskThatThrows() {
        serial.execute(() -> {
            throw new IllegalStateException("a bug");
        });
        serial.execute(() -> done.add("next"));

        assertThat(failures).singleElement().asString().contains("a bug");
        assertThat(done).containsExactly("next");
    }

    @Test
    void leavesATaskToTheThreadThatIsAtWork() throws InterruptedException {
        var working = new CountDownLatch(1);
        var left = new CountDownLatch(1);
        var worker = new Thread(
                () -> serial.execute(() -> {
                    working.countDown();
                    awaitQuietly(left);
                    done.add(Thread.currentThread().getName());
                }),
                "worker");
        worker.start();
        working.await();
        serial.execute(() -> done.add(Thread.currentThread().getName()));
        left.countDown();
        worker.join();

        assertThat(done).containsExactly("worker", "worker");
    }

    @Test
    void runsEachTaskOnceAndOneAtATime() throws InterruptedException {
        var count = new int[1];
        var threads = IntStream.range(0, 4)
                .mapToObj(i -> new Thread(() -> {
                    for (int task = 0; task < 10_000; task++) {
                        serial.execute(() -> count[0]++);
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (var thread : threads) {
            thread.join();
        }

        assertThat(count[0]).isEqualTo(40_000);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
