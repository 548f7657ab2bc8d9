package dev.vellamo.guest.frame;

import dev.vellamo.protocol.wire.Bytes;

/**
 * The jar or the source of a vat, on its way into a guest that may not see the kernel's files.
 *
 * @param name of the file, without a directory
 */
public record CodeFile(String name, Bytes content) {

    /** What file systems allow. */
    private static final int MAX_NAME_CHARS = 255;

    /** @throws IllegalArgumentException if {@code name} could be anything but a file in a directory */
    public CodeFile {
        if (name.isEmpty() || name.length() > MAX_NAME_CHARS || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException("\"" + name + "\" is not the name of a file");
        }
        if (name.chars().anyMatch(each -> each == '/' || each == '\\' || each == 0)) {
            throw new IllegalArgumentException("\"" + name + "\" is not the name of a file without its directory");
        }
    }

    /**
     * A file with this content.
     *
     * @param content is not copied; must not be changed any more
     */
    public CodeFile(String name, byte[] content) {
        this(name, Bytes.of(content));
    }
}
