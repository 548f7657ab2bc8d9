package dev.vellamo.vm.linux;

/** Error numbers of Linux that are looked at here; the same on every architecture it names. */
public final class ErrorNumber {

    /** Not permitted. */
    public static final int EPERM = 1;
    /** No such process. */
    public static final int ESRCH = 3;
    /** No such child to wait for. */
    public static final int ECHILD = 10;
    /** Access refused. */
    public static final int EACCES = 13;
    /** The kernel has no such call. */
    public static final int ENOSYS = 38;

    private ErrorNumber() {}
}
