package dev.vellamo.protocol.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One agent of a cluster config: a program that runs in a guest.
 *
 * @param command the program and its arguments, as the guest sees them
 * @param output the file in the guest that holds the result; always there for {@code SERVICE}
 * @param messaging whether it may exchange messages with the other agents
 * @param idleTimeout a run without any output for so long is ended
 */
public record AgentConfig(
        @Key("The guest it runs in.") String guest,

        @Key(value = "The program and its arguments.", min = 1)
        List<String> command,

        @Key(
                value = "Whether it ends by itself (task) or publishes output while it goes on (service).",
                or = "\"task\"")
        Mode mode,

        @Key(value = "The file in the guest that holds the result; required for a service.", min = 1)
        Optional<String> output,

        @Key(value = "Whether it may exchange messages with the other agents.", or = "false")
        boolean messaging,

        @Key(
                value = "A run without any output for so long is ended.",
                or = "\"30m\"",
                min = 1,
                max = Limits.MAX_WAIT_MILLIS)
        Duration idleTimeout,

        @Key(value = "Environment variables.", or = "{}", form = TextForm.ENVIRONMENT_NAME)
        Map<String, String> env) {

    public AgentConfig {
        command = List.copyOf(command);
        env = ClusterConfig.inOrder(env);
    }

    public enum Mode {
        TASK,
        SERVICE
    }

    /** An agent that runs a command in a guest. */
    public static Builder in(String guest, String... command) {
        return new Builder().with("guest", guest).with("command", List.of(command));
    }

    public static final class Builder extends PartBuilder<AgentConfig> {
        private Builder() {
            super(AgentConfig.class);
        }

        /** Makes it a service that publishes in this file of the guest; otherwise it is a task. */
        public Builder service(String output) {
            return with("mode", Mode.SERVICE).output(output);
        }

        public Builder output(String output) {
            return with("output", output);
        }

        public Builder messaging(boolean messaging) {
            return with("messaging", messaging);
        }

        public Builder idleTimeout(Duration timeout) {
            return with("idleTimeout", timeout);
        }

        public Builder env(String name, String value) {
            put("env", name, value);
            return this;
        }

        private Builder with(String key, Object value) {
            set(key, value);
            return this;
        }
    }
}
