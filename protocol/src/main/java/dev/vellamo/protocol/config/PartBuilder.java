package dev.vellamo.protocol.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Builds one part of a cluster config: collects the keys that were set, as the JSON object they stand
 * for. What was not set has the default of the JSON.
 *
 * <p>Not for use by several threads.
 */
public abstract sealed class PartBuilder<T>
        permits ClusterConfig.Builder,
                VatConfig.Builder,
                IoConfig.Builder,
                GuestConfig.ProcessGuest.Builder,
                GuestConfig.VmGuest.Builder,
                AgentConfig.Builder {

    private final Class<? super T> type;
    private final ObjectNode json = JsonNodeFactory.instance.objectNode();

    PartBuilder(Class<? super T> type) {
        this.type = type;
    }

    /**
     * The finished part.
     *
     * @throws ConfigException if a value breaks a rule of the cluster config; pointers begin at this part
     */
    public T build() {
        @SuppressWarnings("unchecked") // each builder names the type it builds, or its sealed interface
        var built = (T) ClusterConfigParser.built(type, json);
        return built;
    }

    final void set(String key, Object value) {
        json.set(key, ClusterConfigWriter.jsonOf(value));
    }

    final void set(String key, JsonNode value) {
        json.set(key, value);
    }

    /** Sets one entry of the map under {@code key}. */
    final void put(String key, String name, Object value) {
        var entries = json.withObjectProperty(key);
        if (entries.has(name)) {
            throw ConfigException.ofBuilder(Place.ROOT.child(key).child(name), "duplicate key " + Quoted.text(name));
        }
        entries.set(name, value instanceof PartBuilder<?> part ? part.json : ClusterConfigWriter.jsonOf(value));
    }

    /** Appends to the list under {@code key}. */
    final void append(String key, Object value) {
        json.withArrayProperty(key).add(ClusterConfigWriter.jsonOf(value));
    }
}
