package dev.vellamo.vm.confinement;

/** One way in which a guest is kept in its place. */
public enum Protection {
    /** Nothing that it starts gains privileges: set-user-id programs run as what they are started by. */
    NO_NEW_PRIVILEGES,
    /** It has no capability, not even as root. */
    NO_CAPABILITIES,
    /** It opens the files that were granted, and no other (Landlock, version 3 or later). */
    FILES,
    /** It signals its own processes only (Landlock, version 6 or later). */
    SIGNALS,
    /** The system calls that a vat never needs are refused, sockets among them unless network is granted (seccomp). */
    SYSTEM_CALLS,
    /** The limits that are set for it as a whole, if any are, hold for all its processes together (control group). */
    GROUP_LIMITS
}
