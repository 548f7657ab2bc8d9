package dev.vellamo.kernel.guest;

import dev.vellamo.guest.GuestClassPath;
import dev.vellamo.guest.GuestProgram;
import dev.vellamo.protocol.config.GuestConfig.Confinement;
import dev.vellamo.protocol.config.GuestConfig.ProcessGuest;
import dev.vellamo.protocol.config.GuestConfig.ProcessLimits;
import dev.vellamo.protocol.config.MemorySize;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.vm.confinement.FileAccess;
import dev.vellamo.vm.confinement.FileGrant;
import dev.vellamo.vm.confinement.Protection;
import dev.vellamo.vm.confinement.SystemFiles;
import dev.vellamo.vm.linux.ResourceLimit;
import dev.vellamo.vm.process.GuestSpec;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** How a guest of a config is started: its command, its environment, and what it may use. Looks at the disk. */
final class ProcessSpec {

    /** Of the memory that a guest may use, what its Java heap may: the rest is for code, threads and the garbage collector. */
    private static final double HEAP_SHARE = 0.6;

    private ProcessSpec() {}

    static GuestSpec of(String name, ProcessGuest config, Collection<VatConfig> tenants) throws IOException {
        var isOurs = config.command().isEmpty();
        var files = new ArrayList<FileGrant>();
        if (isOurs) {
            files.addAll(SystemFiles.javaInstallation(javaHome()));
            classPath(config).forEach(entry -> files.add(new FileGrant(entry, FileAccess.READ)));
        }
        tenants.forEach(vat -> vat.powers()
                .files()
                .ifPresent(granted -> files.add(new FileGrant(granted.root().toAbsolutePath(), FileAccess.WRITE))));
        var network = tenants.stream().anyMatch(vat -> vat.powers().http().isPresent());
        return GuestSpec.of(name, isOurs ? javaCommand(config) : config.command())
                .withEnvironment(environment(config))
                .withRights(new GuestSpec.Rights(files, network))
                .withLimits(limits(config.limits()))
                .requiring(config.confinement() == Confinement.REQUIRED ? EnumSet.allOf(Protection.class) : Set.of());
    }

    private static Path javaHome() {
        return Path.of(System.getProperty("java.home"));
    }

    private static List<Path> classPath(ProcessGuest config) {
        var all = new ArrayList<>(GuestClassPath.own());
        config.classPath().forEach(entry -> all.add(entry.toAbsolutePath()));
        return all;
    }

    private static List<String> javaCommand(ProcessGuest config) {
        var command = new ArrayList<String>();
        command.add(javaHome().resolve("bin/java").toString());
        config.limits().memory().ifPresent(memory -> command.add("-Xmx" + heapBytes(memory)));
        // One collector thread, and no file for tools in a directory that the guest may not see.
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Djava.io.tmpdir=.", "-Dfile.encoding=UTF-8"));
        command.addAll(GuestProgram.JVM_OPTIONS);
        command.add("-cp");
        command.add(classPath(config).stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        command.add(GuestProgram.class.getName());
        return command;
    }

    private static long heapBytes(MemorySize memory) {
        return (long) (memory.bytes() * HEAP_SHARE);
    }

    /** Names of files are UTF-8, unless the config says otherwise. */
    private static Map<String, String> environment(ProcessGuest config) {
        var all = new HashMap<String, String>();
        all.put("LC_ALL", "C.UTF-8");
        all.putAll(config.env());
        return all;
    }

    private static Map<ResourceLimit, Long> limits(ProcessLimits config) {
        var limits = new EnumMap<ResourceLimit, Long>(ResourceLimit.class);
        config.memory().ifPresent(memory -> limits.put(ResourceLimit.MEMORY_BYTES, memory.bytes()));
        config.processes().ifPresent(count -> limits.put(ResourceLimit.TASKS_OF_USER, (long) count));
        config.openFiles().ifPresent(count -> limits.put(ResourceLimit.OPEN_FILES, (long) count));
        config.cpuSeconds().ifPresent(seconds -> limits.put(ResourceLimit.CPU_SECONDS, (long) seconds));
        return limits;
    }
}
