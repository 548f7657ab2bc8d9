package dev.vellamo.kernel.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is in a store, arranged for people: who there is, what each has, who holds what and who waits for what.
 *
 * <p>Holders are texts such as {@code v1 baggage.friends}, {@code message 12}, {@code kp11}, {@code timer v1 2}. Without its
 * values it tells only names, references and sizes. In {@link #toJson JSON} the names are those of the components here; what
 * is {@code null} is left out.
 *
 * @param numbers the kernel's own, by name
 * @param objects everything that something refers to or that has a mark, except promises
 * @param outcomes how many outcomes of calls with a key are kept
 */
public record Inspection(
        Map<String, Long> numbers,
        StoreSize size,
        List<Cluster> subclusters,
        List<Held> objects,
        List<Pending> promises,
        List<Call> serviceCalls,
        int outcomes) {

    private static final ObjectMapper MAPPER =
            new ObjectMapper().setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);

    /**
     * A subcluster.
     *
     * @param state {@code kept} if its launch is complete; {@code launching} if it was not, so that the next kernel takes it
     *     away; {@code missing} if only vats of it are there
     * @param durable if it is not, the next kernel takes it away
     */
    public record Cluster(String id, String name, String state, boolean system, boolean durable, List<Member> vats) {}

    /**
     * A vat.
     *
     * @param incarnation how often it was started before
     * @param upgraded whether it runs other code than its config says
     * @param bytes of all values together
     */
    public record Member(
            String id,
            String name,
            long incarnation,
            boolean upgraded,
            long bytes,
            List<Value> values,
            List<Waiting> queue,
            List<Timer> timers) {}

    /**
     * A value of a vat's durable state.
     *
     * @param value what it is, if that was asked for
     */
    public record Value(
            String name,
            long bytes,
            List<String> refs,
            @Nullable JsonNode value) {}

    /**
     * A message in a queue.
     *
     * @param result the promise for its answer, empty if nobody waits
     * @param watch whether it brings the outcome of the promise at which it waits
     * @param bytes of its arguments
     */
    public record Waiting(
            long place,
            String method,
            String target,
            String result,
            boolean watch,
            int attempts,
            long bytes,
            @Nullable JsonNode arguments) {}

    /**
     * A durable timer.
     *
     * @param period ISO 8601, empty if it fires once
     */
    public record Timer(long number, String due, String period, String target, String method) {}

    /** An object, and who holds it. */
    public record Held(String ref, boolean revoked, int pins, List<String> holders) {}

    /**
     * A promise.
     *
     * @param state for example {@code decided by v1}
     * @param waiting the messages that wait for its outcome
     */
    public record Pending(
            String id, String state, @Nullable JsonNode value, List<String> holders, List<Waiting> waiting) {}

    /** A call of an idempotent service that has no outcome yet. */
    public record Call(long id, String service, String method, String result, long bytes) {}

    public static Inspection of(StoreContent content, StoreSize size) {
        return new Inspector(content, false).inspect(size);
    }

    /** Also with what vats keep, send and were answered, which may be secret. */
    public static Inspection withValues(StoreContent content, StoreSize size) {
        return new Inspector(content, true).inspect(size);
    }

    public JsonNode toJson() {
        return MAPPER.valueToTree(this);
    }

    /** A tree of lines of at most {@value InspectionTree#WIDTH} characters, each with its line end. */
    public String toText() {
        return InspectionTree.of(this);
    }
}
