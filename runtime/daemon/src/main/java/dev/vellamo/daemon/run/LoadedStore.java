package dev.vellamo.daemon.run;

import dev.vellamo.kernel.store.Batch;
import dev.vellamo.kernel.store.Store;
import dev.vellamo.kernel.store.StoreContent;
import dev.vellamo.kernel.store.StoreSize;

/** A store whose content was read already. */
record LoadedStore(Store store, StoreContent load) implements Store {

    @Override
    public String label() {
        return store.label();
    }

    @Override
    public void write(Batch batch) {
        store.write(batch);
    }

    @Override
    public StoreSize size() {
        return store.size();
    }

    @Override
    public void compact() {
        store.compact();
    }

    @Override
    public void close() {
        store.close();
    }
}
