package dev.vellamo.protocol.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a subcluster is made of. Read from a file by {@link ClusterConfigParser} or made by {@link
 * #builder}; either way it has been checked, and the maps have the order in which they were written.
 *
 * @param name what the subcluster is called; a config read from a file without a name has the file's path
 */
public record ClusterConfig(
        @Key(
                value = "What the subcluster is called; default: the path of the file.",
                min = 1,
                max = Limits.MAX_LABEL_CHARS)
        Optional<String> name,

        @Key(value = "Whether the subcluster outlives the kernel.", or = "true")
        boolean durable,

        @Key("The vat whose root is called first: bootstrap(vats, services).")
        String bootstrap,

        @Key(value = "The vats by name.", form = TextForm.NAME, min = 1)
        Map<String, VatConfig> vats,

        @Key(
                value = "The kernel services that the bootstrap vat is given references to.",
                or = "[]",
                form = TextForm.NAME)
        List<String> services,

        @Key(value = "The IO channels by name.", or = "{}", form = TextForm.NAME)
        Map<String, IoConfig> io,

        @Key(value = "The guests by name: processes and virtual machines.", or = "{}", form = TextForm.NAME)
        Map<String, GuestConfig> guests,

        @Key(value = "The agents by name: programs that run in guests.", or = "{}", form = TextForm.NAME)
        Map<String, AgentConfig> agents) {

    public ClusterConfig {
        vats = inOrder(vats);
        services = List.copyOf(services);
        io = inOrder(io);
        guests = inOrder(guests);
        agents = inOrder(agents);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The same with another name. */
    public ClusterConfig withName(String newName) {
        return new ClusterConfig(Optional.of(newName), durable, bootstrap, vats, services, io, guests, agents);
    }

    static <V> Map<String, V> inOrder(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /** Builds a config in code. A name that is given twice is refused at once, all else by {@link #build}. */
    public static final class Builder extends PartBuilder<ClusterConfig> {
        private Builder() {
            super(ClusterConfig.class);
        }

        public Builder name(String name) {
            set("name", name);
            return this;
        }

        /** Whether the subcluster outlives the kernel; default: it does. */
        public Builder durable(boolean durable) {
            set("durable", durable);
            return this;
        }

        public Builder bootstrap(String vat) {
            set("bootstrap", vat);
            return this;
        }

        public Builder vat(String name, VatConfig vat) {
            put("vats", name, vat);
            return this;
        }

        /** The same as with a finished vat, but its problems are reported together with all others. */
        public Builder vat(String name, VatConfig.Builder vat) {
            put("vats", name, vat);
            return this;
        }

        /** Asks for a kernel service by the name it was registered under. */
        public Builder service(String name) {
            append("services", name);
            return this;
        }

        public Builder io(String name, IoConfig channel) {
            put("io", name, channel);
            return this;
        }

        public Builder io(String name, IoConfig.Builder channel) {
            put("io", name, channel);
            return this;
        }

        public Builder guest(String name, GuestConfig guest) {
            put("guests", name, guest);
            return this;
        }

        public Builder guest(String name, PartBuilder<? extends GuestConfig> guest) {
            put("guests", name, guest);
            return this;
        }

        public Builder agent(String name, AgentConfig agent) {
            put("agents", name, agent);
            return this;
        }

        public Builder agent(String name, AgentConfig.Builder agent) {
            put("agents", name, agent);
            return this;
        }
    }
}
