package dev.vellamo.kernel;

import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** A subcluster that was launched. Any thread may use it. */
public interface Subcluster {

    /** Unique in the kernel's life, such as {@code s1}. */
    String id();

    /** What its config calls it. */
    String name();

    /** What it was launched with; of one that was restored, with absolute paths and its defaults written out. */
    ClusterConfig config();

    /** The roots of its vats, by their names in the config. */
    Map<String, Ref> vats();

    /**
     * The root of one vat.
     *
     * @throws KernelException with code {@code VAT_NOT_FOUND} if the config names no such vat
     */
    Ref vat(String vatName);

    /** What {@code bootstrap} answered. */
    Promise<Object> bootstrapResult();

    /** Ends it: vats in reverse order, then IO channels. May be called more than once; the report is the same. */
    CompletionStage<RollbackReport> terminate();

    /** Completes when it has ended, however it did, with why it ended. */
    CompletionStage<String> whenEnded();
}
