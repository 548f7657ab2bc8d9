package dev.vellamo.guest;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.vellamo.guest.frame.GuestException;
import dev.vellamo.io.link.Link;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.wire.WireError;
import dev.vellamo.vat.engine.VatEngine;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.slf4j.Logger;

/** What {@link GuestProgram} needs to run, as this JVM has it. */
public final class GuestClassPath {

    /** One of each module and library. Pekko, Scala and what else a kernel has is not among them. */
    private static final List<Class<?>> NEEDED = List.of(
            GuestProgram.class,
            VatEngine.class,
            Slot.class,
            Link.class,
            ObjectMapper.class,
            JsonFactory.class,
            JsonProperty.class,
            Jdk8Module.class,
            JavaTimeModule.class,
            Logger.class,
            NullMarked.class);

    private GuestClassPath() {}

    /**
     * The jars and directories, absolute, in an order that works, none twice.
     *
     * @throws GuestException with code {@code UNSUPPORTED} if one is neither, as with a class loader of its own kind
     */
    public static List<Path> own() {
        var places = new LinkedHashSet<Path>();
        NEEDED.forEach(type -> places.add(placeOf(type)));
        return List.copyOf(places);
    }

    private static Path placeOf(Class<?> type) {
        var source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            throw unknown(type, "its class loader does not say");
        }
        try {
            return Path.of(source.getLocation().toURI()).toAbsolutePath();
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            throw unknown(type, source.getLocation() + " is neither a jar nor a directory: " + e.getMessage());
        }
    }

    private static GuestException unknown(Class<?> type, String problem) {
        return new GuestException(
                WireError.UNSUPPORTED,
                "a process guest cannot be started, as nobody knows where " + type.getName() + " is: " + problem
                        + ". Run the kernel from jars or directories");
    }
}
