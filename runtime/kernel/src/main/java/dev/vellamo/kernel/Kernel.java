package dev.vellamo.kernel;

import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.VatCode;
import dev.vellamo.vat.Ref;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

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
        return KernelStart.start(settings);
    }

    /** A kernel inside the actor system of an application, which must end it before it ends the system. */
    static Kernel startIn(ActorSystem<?> system, KernelSettings settings) {
        return KernelStart.startIn(system, settings);
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

    /** The subclusters whose launch is complete, restored ones included, oldest first. */
    List<Subcluster> subclusters();

    /**
     * One of them, by its id or its name.
     *
     * @throws KernelException with code {@code SUBCLUSTER_NOT_FOUND}, or {@code DUPLICATE_NAME} if several have that name
     */
    Subcluster subcluster(String idOrName);

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

    /**
     * Streams to a method of a vat that has a parameter of type {@link dev.vellamo.vat.StreamHandle}: what goes into the flow
     * is written to the vat, what the vat writes comes out.
     *
     * <p>Each materialisation opens one stream, to an object whose vat is up: one that is down is not waited for. Both
     * directions go at the speed of whoever reads, and end apart: the vat hears of the end of upstream as of a close, and of
     * that of downstream as of a cancel. If the stream fails, so does the flow, with a {@link dev.vellamo.vat.VatException}:
     * {@code VAT_RESTARTED} or {@code VAT_TERMINATED} if the vat does not have that heap any more, {@code KERNEL_STOPPED},
     * {@code STREAMING_UNSUPPORTED}, or what the vat said. An element has up to 1 MiB.
     *
     * <p>What a vat writes comes out when its crank is on disk. Nothing of a stream is stored.
     *
     * @param arguments for the method's other parameters
     * @throws dev.vellamo.vat.VatException with code {@code NOT_PASSABLE} if an argument cannot leave the host
     */
    Flow<ByteString, ByteString, NotUsed> stream(Ref target, String method, @Nullable Object... arguments);

    /**
     * Completes when a delivery that does nothing went through the queue of a vat.
     *
     * @param vat its id, such as {@code v3}
     * @return fails with code {@code VAT_NOT_FOUND}, or {@code VAT_UNAVAILABLE} if it does not run
     */
    CompletionStage<Done> ping(String vat);

    /**
     * Gives a vat a new heap, whatever its config says: its state stays, {@code root} runs again, calls that wait for the
     * old heap are rejected {@code VAT_RESTARTED}, and messages in its queue are delivered to the new one. So a vat comes out
     * of quarantine at once.
     *
     * @return fails with code {@code VAT_NOT_FOUND}, or {@code VAT_UNAVAILABLE} if it did not start
     */
    CompletionStage<Done> restartVat(String vat);

    /** Ends a vat for good. With the last vat its subcluster ends. */
    CompletionStage<Done> terminateVat(String vat);

    /**
     * Gives a vat a new heap with other code, and its state. {@link dev.vellamo.vat.Vat#upgrade} may bring that to another
     * form, in the same crank as {@code root}. If the new code does not start, nothing of the state is changed, and the vat
     * starts again with the code that it had.
     *
     * @return fails with what kept the new code from starting
     */
    CompletionStage<Done> upgradeVat(String vat, VatCode code);

    /**
     * Calls of an object are rejected {@code OBJECT_REVOKED} from now on, for ever, also after a restart. Calls that were
     * delivered go on. To revoke again does nothing.
     *
     * @return fails with code {@code BAD_REFERENCE} for a promise, or for what is gone
     */
    CompletionStage<Done> revoke(Ref ref);

    /** As {@link #revoke(Ref)}, of what a text designates, such as {@code v3:o+0}. */
    CompletionStage<Done> revoke(String ref);

    CompletionStage<Boolean> isRevoked(Ref ref);

    CompletionStage<Boolean> isRevoked(String ref);

    /** An object stays though nobody refers to it, also after a restart. As many {@link #unpin} as pins take that back. */
    CompletionStage<Done> pin(Ref ref);

    /** Takes a pin back; does nothing if there is none. */
    CompletionStage<Done> unpin(Ref ref);

    /**
     * Asks every heap what it holds no more, then collects what nobody reaches; completes when all vats have done that, each
     * after what it had to do before. The kernel does so by itself as well. What a heap holds no more is known only after
     * its JVM has collected garbage.
     */
    CompletionStage<Done> collectGarbage();

    /** Ends all subclusters and forgets them, then launches the system subclusters of the settings anew. */
    CompletionStage<Done> reset();

    /** What there is at this moment. Never waits. */
    KernelStatus status();

    /**
     * Completes when the kernel has ended, however it did, with why: that it was shut down, or what failed. Then nothing of
     * it is left, as after {@link #shutdown}.
     */
    CompletionStage<String> whenEnded();

    /**
     * Ends the kernel. May be called more than once.
     *
     * <p>Without a store, all subclusters end first, newest part first. With one, their durable state stays as it is for the
     * next kernel on that store, and {@link Subcluster#terminate} ends one for good.
     *
     * @return completes when nothing is left, except for written-off threads, which {@link #status} still names
     */
    CompletionStage<Done> shutdown();

    /** Shuts down and waits for it. Not for use in a vat, an actor or a callback. */
    @Override
    void close();
}
