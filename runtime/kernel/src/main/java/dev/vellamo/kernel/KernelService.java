package dev.vellamo.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vellamo.kernel.KernelException.Code;
import dev.vellamo.kernel.host.HostSide;
import dev.vellamo.kernel.store.StoredRef;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.config.ClusterConfigParser;
import dev.vellamo.vat.Ref;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * The kernel as vats of system subclusters see it: the service {@value #NAME}. A vat is given as its id or as a ref to its
 * root. No method waits, so a vat may ask for anything about itself.
 */
public final class KernelService {

    static final String NAME = "kernel";

    private final Kernel kernel;
    private final HostSide host;

    KernelService(Kernel kernel, HostSide host) {
        this.kernel = kernel;
        this.host = host;
    }

    /**
     * A subcluster that a vat launched.
     *
     * @param roots of its vats
     */
    public record Launched(String id, String name, Map<String, Ref> roots) {}

    /** Launches a config: the JSON that a file would have. Relative paths in it are relative to the kernel's directory. */
    public CompletionStage<Launched> launch(JsonNode config) {
        var here = Path.of("").toAbsolutePath();
        var parsed = ClusterConfigParser.parse(config.toString(), "the config", here);
        return kernel.launch(parsed)
                .result()
                .thenApply(each -> new Launched(each.id(), each.name(), new LinkedHashMap<>(each.vats())));
    }

    /** Ends a subcluster, by its id or name. The answer is why it ended. */
    public CompletionStage<String> terminate(String subcluster) {
        var found = kernel.subcluster(subcluster);
        return found.terminate().thenCompose(report -> found.whenEnded());
    }

    public KernelStatus status() {
        return kernel.status();
    }

    public CompletionStage<String> ping(Object vat) {
        return kernel.ping(id(vat)).thenApply(done -> "pong");
    }

    public CompletionStage<?> restart(Object vat) {
        return nothing(kernel.restartVat(id(vat)));
    }

    public CompletionStage<?> terminateVat(Object vat) {
        return nothing(kernel.terminateVat(id(vat)));
    }

    public CompletionStage<?> collectGarbage() {
        return nothing(kernel.collectGarbage());
    }

    public CompletionStage<?> reset() {
        return nothing(kernel.reset());
    }

    /** Revokes what a ref, or its text, designates. */
    public CompletionStage<?> revoke(Object object) {
        return nothing(object instanceof Ref ref ? kernel.revoke(ref) : kernel.revoke(text(object)));
    }

    public CompletionStage<Boolean> isRevoked(Object object) {
        return object instanceof Ref ref ? kernel.isRevoked(ref) : kernel.isRevoked(text(object));
    }

    private static CompletionStage<?> nothing(CompletionStage<?> done) {
        return done.thenApply(ignored -> null);
    }

    private String id(Object vat) {
        if (!(vat instanceof Ref ref)) {
            return text(vat);
        }
        var object = host.objectOf(ref).orElseThrow(KernelService::noRoot);
        return StoredRef.parse(object.text()) instanceof StoredRef.DurableObject root
                        && root.slot().equals(Slot.ROOT)
                ? root.vat()
                : unknown();
    }

    private static String unknown() {
        throw noRoot();
    }

    private static KernelException noRoot() {
        return new KernelException(Code.BAD_REFERENCE, "a vat is given as its id, or as a ref to its root");
    }

    private static String text(Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new KernelException(Code.BAD_REFERENCE, "expected a ref or a text, not " + value);
    }
}
