package dev.vellamo.vm.linux;

/** How a process ended: with an exit code of its own, by a signal, or in a way that nobody could observe. */
public sealed interface ChildExit {

    record Code(int code) implements ChildExit {
        @Override
        public String toString() {
            return "exit code " + code;
        }
    }

    record Signalled(int signal) implements ChildExit {
        @Override
        public String toString() {
            return "killed by signal " + signal;
        }
    }

    /** This JVM was started with SIGCHLD ignored, or another library waited for every child. */
    record Unknown() implements ChildExit {
        @Override
        public String toString() {
            return "exit status unknown";
        }
    }
}
