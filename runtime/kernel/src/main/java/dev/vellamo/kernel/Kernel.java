package dev.vellamo.kernel;

import dev.vellamo.protocol.config.ClusterConfig;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * One running Vellamo.
 *
 * <pre>{@code
 * try (var kernel = Kernel.start()) {
 *     var echo = kernel.launch(Path.of("echo.json")).join();
 *     var answer = echo.vat("main").send("greet", "world").as(String.class);
 *     System.out.println(answer.toCompletableFuture().join());
 * }
 * }</pre>
 *
 * <p>Any thread may use it. There may be several in one JVM; they share nothing.
 */
public interface Kernel extends AutoCloseable {

    /** A kernel with an actor system of its own. */
    static Kernel start() {
        return start(KernelSettings.DEFAULT);
    }

    static Kernel start(KernelSettings settings) {
        return RunningKernel.start(settings);
    }

    /** A kernel inside the actor system of an application, which must end it before it ends the system. */
    static Kernel startIn(ActorSystem<?> system, KernelSettings settings) {
        return RunningKernel.startIn(system, settings);
    }

    /**
     * Launches what a config file says.
     *
     * @throws dev.vellamo.protocol.config.ConfigException if the file cannot be read or is not a valid config; names
     *     every problem
     * @throws KernelException with code {@code UNSUPPORTED} if it names what this version cannot launch
     */
    Launch launch(Path configFile);

    /**
     * Launches a config that was built in code.
     *
     * @throws KernelException with code {@code UNSUPPORTED} if it names what this version cannot launch
     */
    Launch launch(ClusterConfig config);

    /**
     * A system subcluster, by its name in the settings.
     *
     * @throws KernelException with code {@code SUBCLUSTER_NOT_FOUND}
     */
    Subcluster systemSubcluster(String name);

    Services services();

    /**
     * Host code that sends messages with idempotency keys.
     *
     * @param name stays the same over restarts; the keys of another name are others
     */
    Caller caller(String name);

    /** What there is at this moment. Never waits. */
    KernelStatus status();

    /**
     * Completes when the kernel has ended, however it did, with why: that it was shut down, or what failed. Then nothing of
     * it is left, as after {@link #shutdown}.
     */
    CompletionStage<String> whenEnded();

    /**
     * Ends all subclusters, newest part first, then the kernel. May be called more than once.
     *
     * @return completes when nothing is left, except for written-off threads, which {@link #status} still names
     */
    CompletionStage<Done> shutdown();

    /** Shuts down and waits for it. Not for use in a vat, an actor or a callback. */
    @Override
    void close();
}
