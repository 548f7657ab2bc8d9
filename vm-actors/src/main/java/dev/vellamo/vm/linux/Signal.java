package dev.vellamo.vm.linux;

import com.sun.jna.Native;

/** A signal that is sent here. */
public enum Signal {
    TERMINATE(15),
    KILL(9);

    private final int number;

    Signal(int number) {
        this.number = number;
    }

    /**
     * Sends it to a child that has not been waited for, so that its id still means that child.
     *
     * @return false if there is no such process
     */
    public boolean sendTo(int pid) throws LinuxException {
        return sent(pid, number, "kill(" + pid + ", " + this + ")");
    }

    /**
     * Sends it to every process of a group one of whose members is a child that has not been waited for.
     *
     * @return false if the group is empty
     */
    public boolean sendToGroup(int group) throws LinuxException {
        if (group <= 1) {
            throw new IllegalArgumentException("no process group of a guest: " + group);
        }
        return sent(-group, number, "kill(-" + group + ", " + this + ")");
    }

    private static boolean sent(int target, int signal, String call) throws LinuxException {
        if (Libc.kill(target, signal) == 0) {
            return true;
        }
        var errorNumber = Native.getLastError();
        if (errorNumber == ErrorNumber.ESRCH) {
            return false;
        }
        throw new LinuxException(call, errorNumber);
    }
}
