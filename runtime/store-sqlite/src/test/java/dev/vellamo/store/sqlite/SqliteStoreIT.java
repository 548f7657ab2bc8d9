package dev.vellamo.store.sqlite;

import dev.vellamo.kernel.store.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreIT extends StoreContract {

    @TempDir
    private Path home;

    @Override
    Store open() {
        return SqliteStore.open(home, SqliteSettings.DEFAULT);
    }
}
