package dev.vellamo.protocol.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One guest of a cluster config: an isolated place for vats and agents. */
public sealed interface GuestConfig {

    /** A child process of the kernel that runs vats. */
    static ProcessGuest.Builder process() {
        return new ProcessGuest.Builder();
    }

    /** A virtual machine that boots this kernel. */
    static VmGuest.Builder vm(Vmm vmm, Path kernel) {
        return new VmGuest.Builder(vmm, kernel);
    }

    /** What is done to keep a process from everything that its config does not grant. */
    enum Confinement {
        /** All of it, or the launch fails. */
        REQUIRED,
        /** What the machine's kernel can do; what it cannot is said in log and status. */
        BEST_EFFORT,
        /** Nothing. */
        OFF
    }

    /** The program that runs a virtual machine. */
    enum Vmm {
        QEMU,
        FIRECRACKER,
        CLOUD_HYPERVISOR
    }

    /** What carries the guest link of a virtual machine. */
    enum Transport {
        VSOCK,
        VIRTIO_SERIAL
    }

    /**
     * A child process.
     *
     * @param classPath added to Vellamo's own; empty if there is a command
     * @param command a program of any language that speaks the guest protocol: its absolute path, or a name to be found
     *     on the kernel's {@code PATH}, and its arguments; empty: a JVM with Vellamo's guest
     * @param directory where the command starts, and which it may read; empty: a directory of its own
     */
    @Variant(key = "kind", value = "process")
    record ProcessGuest(
            @Key(value = "Jars and directories in addition to Vellamo's own.", or = "[]")
            List<Path> classPath,

            @Key(value = "A program that speaks the guest protocol, in place of a JVM.", or = "[]")
            List<String> command,

            @Key("The directory in which the command starts, and which it may read.")
            Optional<Path> directory,

            @Key(value = "Environment variables.", or = "{}", form = TextForm.ENVIRONMENT_NAME)
            Map<String, String> env,

            @Key(value = "What it may use at most.", or = "{}")
            ProcessLimits limits,

            @Key(value = "Whether it is kept from all that is not granted.", or = "\"best-effort\"")
            Confinement confinement)
            implements GuestConfig {

        public ProcessGuest {
            classPath = List.copyOf(classPath);
            command = List.copyOf(command);
            env = ClusterConfig.inOrder(env);
        }

        public static final class Builder extends PartBuilder<ProcessGuest> {
            private Builder() {
                super(GuestConfig.class);
                set("kind", "process");
            }

            public Builder classPath(Path... entries) {
                return with("classPath", List.of(entries));
            }

            public Builder command(String... command) {
                return with("command", List.of(command));
            }

            public Builder directory(Path directory) {
                return with("directory", directory);
            }

            public Builder env(String name, String value) {
                put("env", name, value);
                return this;
            }

            public Builder limits(ProcessLimits limits) {
                return with("limits", limits);
            }

            public Builder confinement(Confinement confinement) {
                return with("confinement", confinement);
            }

            private Builder with(String key, Object value) {
                set(key, value);
                return this;
            }
        }
    }

    /**
     * What a child process may use at most; what is absent is not limited. How each is enforced, and what holds where the
     * kernel can make no control group, is in the README of vm-actors.
     */
    record ProcessLimits(
            @Key(value = "Memory of all its processes together, such as \"512MiB\".", min = 1 << 20)
            Optional<MemorySize> memory,

            @Key(value = "Processes and threads, all together.", min = 1)
            Optional<Integer> processes,

            @Key(value = "Open files of each process.", min = 1)
            Optional<Integer> openFiles,

            @Key(value = "Processor time of each process, in seconds.", min = 1)
            Optional<Integer> cpuSeconds) {

        public static final ProcessLimits NONE =
                new ProcessLimits(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * A virtual machine; it boots from {@code initrd} or from {@code image}.
     *
     * @param bootTimeout from the start of the VMM until the guest agent answers
     */
    @Variant(key = "kind", value = "vm")
    record VmGuest(
            @Key("The program that runs the virtual machine.")
            Vmm vmm,

            @Key("The Linux kernel to boot.") Path kernel,
            @Key("The initial RAM disk to boot from.") Optional<Path> initrd,
            @Key("The disk image to boot from.") Optional<Path> image,

            @Key(value = "Memory such as \"512MiB\".", or = "\"256MiB\"", min = 16 << 20, max = 1L << 44)
            MemorySize memory,

            @Key(value = "Virtual processors.", or = "1", min = 1, max = 256)
            int vcpus,

            @Key(
                    value = "How long it may take until the guest agent answers.",
                    or = "\"30s\"",
                    min = 1,
                    max = Limits.MAX_WAIT_MILLIS)
            Duration bootTimeout,

            @Key(value = "What carries the guest link.", or = "\"vsock\"")
            Transport transport)
            implements GuestConfig {

        public static final class Builder extends PartBuilder<VmGuest> {
            private Builder(Vmm vmm, Path kernel) {
                super(GuestConfig.class);
                set("kind", "vm");
                with("vmm", vmm).with("kernel", kernel);
            }

            public Builder initrd(Path initrd) {
                return with("initrd", initrd);
            }

            public Builder image(Path image) {
                return with("image", image);
            }

            public Builder memory(MemorySize memory) {
                return with("memory", memory);
            }

            public Builder vcpus(int count) {
                return with("vcpus", count);
            }

            public Builder bootTimeout(Duration timeout) {
                return with("bootTimeout", timeout);
            }

            public Builder transport(Transport transport) {
                return with("transport", transport);
            }

            private Builder with(String key, Object value) {
                set(key, value);
                return this;
            }
        }
    }
}
