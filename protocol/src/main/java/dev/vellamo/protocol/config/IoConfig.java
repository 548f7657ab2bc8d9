package dev.vellamo.protocol.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One IO channel of a cluster config.
 *
 * @param path of {@code SOCKET} and {@code FILE}, absolute
 * @param address of {@code LISTEN} and {@code NETWORK}: host and port
 * @param maxUnitBytes a larger unit is an error of its session
 * @param bufferBytes for the channel with all its sessions; at least {@code maxUnitBytes}
 * @param clients of {@code SOCKET} and {@code LISTEN}: how many may be connected at once
 * @param mode of {@code SOCKET}
 * @param halfCloseTimeout of all but {@code FILE}: how long a session whose client has finished sending stays writable
 */
public record IoConfig(
        @Key("Unix socket, TCP listener, TCP client, file or console.")
        Type type,

        @Key(
                value = "The path of the socket or file.",
                onlyFor = {"socket", "file"})
        Optional<Path> path,

        @Key(
                value = "Host and port such as \"localhost:7000\".",
                form = TextForm.ADDRESS,
                onlyFor = {"listen", "network"})
        Optional<String> address,

        @Key(value = "Towards the vat, away from it, or both.", or = "\"inout\"")
        Direction direction,

        @Key(value = "What is sent and received at a time.", or = "\"line\"")
        Unit unit,

        @Key(value = "The largest unit.", or = "1048576", min = 1, max = Limits.MAX_BUFFER_BYTES)
        int maxUnitBytes,

        @Key(
                value = "What the channel holds for vats that do not read yet; at least maxUnitBytes.",
                or = "4194304",
                min = 1,
                max = Limits.MAX_BUFFER_BYTES)
        int bufferBytes,

        @Key(
                value = "How many may be connected at once.",
                or = "\"one\"",
                onlyFor = {"socket", "listen"})
        Clients clients,

        @Key(
                value = "The permission bits of the socket's file, in octal.",
                or = "\"0600\"",
                onlyFor = {"socket"})
        SocketMode mode,

        @Key(
                value = "How long a session stays writable whose client has finished sending.",
                or = "\"30s\"",
                min = 1,
                max = Limits.MAX_WAIT_MILLIS,
                onlyFor = {"socket", "listen", "network", "console"})
        Duration halfCloseTimeout) {

    public enum Type {
        SOCKET,
        LISTEN,
        NETWORK,
        FILE,
        CONSOLE
    }

    /** As the vat sees it: {@code IN} is what it receives. */
    public enum Direction {
        IN,
        OUT,
        INOUT
    }

    public enum Unit {
        /** Text up to a newline. */
        LINE,
        /** A JSON value on a line. */
        JSON,
        /** All text that a session sends, to its end. */
        STRING,
        /** Text as it comes. */
        CHARS,
        /** Bytes as they come. */
        BYTES
    }

    public enum Clients {
        ONE,
        MANY
    }

    /** A Unix socket that clients connect to. */
    public static Builder socket(Path path) {
        return new Builder(Type.SOCKET).with("path", path);
    }

    /** A TCP listener at host and port. */
    public static Builder listen(String address) {
        return new Builder(Type.LISTEN).with("address", address);
    }

    /** A TCP client of host and port. */
    public static Builder network(String address) {
        return new Builder(Type.NETWORK).with("address", address);
    }

    public static Builder file(Path path) {
        return new Builder(Type.FILE).with("path", path);
    }

    public static Builder console() {
        return new Builder(Type.CONSOLE);
    }

    public static final class Builder extends PartBuilder<IoConfig> {
        private Builder(Type type) {
            super(IoConfig.class);
            set("type", type);
        }

        public Builder direction(Direction direction) {
            return with("direction", direction);
        }

        public Builder unit(Unit unit) {
            return with("unit", unit);
        }

        public Builder maxUnitBytes(int bytes) {
            return with("maxUnitBytes", bytes);
        }

        public Builder bufferBytes(int bytes) {
            return with("bufferBytes", bytes);
        }

        public Builder clients(Clients clients) {
            return with("clients", clients);
        }

        public Builder mode(SocketMode mode) {
            return with("mode", mode);
        }

        public Builder halfCloseTimeout(Duration timeout) {
            return with("halfCloseTimeout", timeout);
        }

        private Builder with(String key, Object value) {
            set(key, value);
            return this;
        }
    }
}
