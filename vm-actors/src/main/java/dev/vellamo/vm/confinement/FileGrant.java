package dev.vellamo.vm.confinement;

import java.nio.file.Path;

/**
 * A file, or a directory with all below it, and what a guest may do with it. Links in the path are followed when the
 * guest is launched; what they point to then is what is granted.
 *
 * @param path absolute
 */
public record FileGrant(Path path, FileAccess access) {
    public FileGrant {
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("a grant needs an absolute path, not " + path);
        }
    }
}
