package dev.vellamo.vm.linux;

import java.util.Optional;

/** A processor architecture whose system calls are known here. */
public enum Architecture {
    X86_64("amd64", 0xC000_003E),
    AARCH64("aarch64", 0xC000_00B7);

    private final String javaName;
    private final int auditNumber;

    Architecture(String javaName, int auditNumber) {
        this.javaName = javaName;
        this.auditNumber = auditNumber;
    }

    /** How the kernel names it to a seccomp filter (AUDIT_ARCH of linux/audit.h). */
    public int auditNumber() {
        return auditNumber;
    }

    /** That of this JVM; empty if its system calls are not known here. */
    public static Optional<Architecture> current() {
        var name = System.getProperty("os.arch");
        for (var each : values()) {
            if (each.javaName.equals(name)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
