package dev.vellamo.vm.process;

/** A guest that could not be started; the message says what is to be changed. */
public final class GuestLaunchException extends Exception {

    private static final long serialVersionUID = 1L;

    GuestLaunchException(String message) {
        super(message);
    }

    GuestLaunchException(String message, Throwable cause) {
        super(message + ": " + Reason.of(cause), cause);
    }
}
