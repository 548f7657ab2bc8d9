package dev.vellamo.benchmarks;

import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.GuestConfig;
import dev.vellamo.protocol.config.VatConfig;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** Configs with a vat in a process guest. */
final class Island {

    private static final String GUEST = "island";

    private Island() {}

    /** A vat here that calls one there. */
    static ClusterConfig config() {
        return ClusterConfig.builder()
                .bootstrap("calling")
                .guest(GUEST, GuestConfig.process().classPath(ownClasses()))
                .vat("calling", VatConfig.ofClass(CallingVat.class))
                .vat("answering", VatConfig.ofClass(AnsweringVat.class).placement(GUEST))
                .build();
    }

    /** A vat there, and nothing else. */
    static ClusterConfig alone() {
        return ClusterConfig.builder()
                .bootstrap("only")
                .guest(GUEST, GuestConfig.process().classPath(ownClasses()))
                .vat("only", VatConfig.ofClass(AnsweringVat.class).placement(GUEST))
                .build();
    }

    private static Path ownClasses() {
        try {
            return Path.of(Island.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("where the benchmarks are is not a path", e);
        }
    }
}
