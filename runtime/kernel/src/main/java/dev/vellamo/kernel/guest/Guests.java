package dev.vellamo.kernel.guest;

import dev.vellamo.guest.frame.ToVat;
import dev.vellamo.protocol.config.GuestConfig.ProcessGuest;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.vat.engine.VatSpec;
import dev.vellamo.vm.process.GuestLeftovers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all guests of one kernel share: where their private directories are, and which start of the kernel this is. What
 * guests of a killed kernel left there is removed before the first guest starts. Any thread.
 */
public final class Guests {

    private static final Logger LOG = LoggerFactory.getLogger("dev.vellamo.kernel");

    private final Path runtimeDirectory;
    private final long incarnation;
    private final Executor blocking;
    private final CompletableFuture<Void> tidied;

    /** @param blocking has threads for work that blocks */
    public Guests(Path runtimeDirectory, long incarnation, Executor blocking) {
        this.runtimeDirectory = runtimeDirectory;
        this.incarnation = incarnation;
        this.blocking = blocking;
        this.tidied = CompletableFuture.runAsync(this::tidy, blocking);
    }

    public long incarnation() {
        return incarnation;
    }

    /** Has threads for work that blocks. */
    public Executor blocking() {
        return blocking;
    }

    /**
     * What is to be started for a guest.
     *
     * @param name in its config
     * @param tenants the vats that are placed in it
     */
    public CompletionStage<GuestActor.Launch> launch(String name, ProcessGuest config, Collection<VatConfig> tenants) {
        return tidied.thenApplyAsync(
                done -> {
                    try {
                        var spec = ProcessSpec.of(name, config, tenants).withIncarnation(incarnation);
                        return new GuestActor.Launch(spec, runtimeDirectory);
                    } catch (IOException failure) {
                        throw new UncheckedIOException(failure);
                    }
                },
                blocking);
    }

    /** What is said to a guest so that it loads a vat, with the file that its code is in. */
    public CompletionStage<ToVat.Load> load(VatSpec spec) {
        return CompletableFuture.supplyAsync(() -> new ToVat.Load(spec, CodeFiles.of(spec)), blocking);
    }

    private void tidy() {
        try {
            if (Files.isDirectory(runtimeDirectory)) {
                requireOwn();
                GuestLeftovers.remove(runtimeDirectory)
                        .forEach(each -> LOG.warn("a kernel that was killed left a guest behind: {}", each));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("what earlier guests left cannot be removed", failure);
        }
    }

    /** A directory of somebody else's in a place for all could be changed by that one at any time. */
    private void requireOwn() throws IOException {
        var owner = Files.getOwner(runtimeDirectory).getName();
        if (!owner.equals(System.getProperty("user.name"))) {
            throw new IOException(
                    "runtime directory " + runtimeDirectory + " belongs to " + owner + "; give the kernel another one");
        }
    }
}
