package dev.vellamo.guest;

import dev.vellamo.guest.frame.CodeFile;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.vat.engine.Faults;
import dev.vellamo.vat.engine.VatEngine;
import dev.vellamo.vat.engine.VatHost;
import dev.vellamo.vat.engine.VatSpec;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What came of loading a vat: its engine, or why there is none.
 *
 * @param reason {@code null} if there is an engine
 */
record LoadedVat(@Nullable VatEngine engine, @Nullable Fault reason) {

    private static final Logger LOG = LoggerFactory.getLogger(LoadedVat.class);

    /** Runs code of the author. */
    static LoadedVat load(VatSpec spec, Optional<CodeFile> file, Path files, VatHost host) {
        if (file.isEmpty()) {
            return build(spec, host);
        }
        try (var code = CodeDirectory.write(spec, file.get(), files)) {
            var loaded = build(code.here(spec), host);
            return loaded.reason == null ? loaded : new LoadedVat(null, code.renamed(loaded.reason));
        } catch (RuntimeException | Error e) {
            return failed(e);
        }
    }

    private static LoadedVat build(VatSpec spec, VatHost host) {
        try {
            return new LoadedVat(VatEngine.build(spec, host), null);
        } catch (RuntimeException | Error e) {
            LOG.debug("vat {} cannot be loaded", spec.name(), e);
            return failed(e);
        }
    }

    private static LoadedVat failed(Throwable e) {
        return new LoadedVat(null, Faults.of(e));
    }
}
