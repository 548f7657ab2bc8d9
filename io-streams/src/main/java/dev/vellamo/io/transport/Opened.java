package dev.vellamo.io.transport;

import java.io.Closeable;
import java.io.IOException;

/** What is done with a resource between opening it and handing it out. */
@FunctionalInterface
interface Opened<R> {

    R prepare() throws IOException;

    /** Prepares the resource, or closes it and fails as the preparation did. */
    static <R> R orClosed(Closeable resource, Opened<R> preparation) throws IOException {
        try {
            return preparation.prepare();
        } catch (IOException | RuntimeException failure) {
            try {
                resource.close();
            } catch (IOException closing) {
                failure.addSuppressed(closing);
            }
            throw failure;
        }
    }
}
