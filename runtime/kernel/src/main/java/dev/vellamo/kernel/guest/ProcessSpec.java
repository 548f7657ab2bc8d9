package dev.vellamo.kernel.guest;

import dev.vellamo.guest.GuestClassPath;
import dev.vellamo.guest.GuestProgram;
import dev.vellamo.protocol.config.GuestConfig.Confinement;
import dev.vellamo.protocol.config.GuestConfig.ProcessGuest;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.vm.confinement.FileAccess;
import dev.vellamo.vm.confinement.FileGrant;
import dev.vellamo.vm.confinement.Protection;
import dev.vellamo.vm.confinement.SystemFiles;
import dev.vellamo.vm.process.GuestLimits;
import dev.vellamo.vm.process.GuestSpec;
import dev.vellamo.vm.process.JavaMemory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** How a guest of a config is started: its command, its environment, and what it may use. Looks at the disk. */
final class ProcessSpec {

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
        return GuestSpec.of(name, isOurs ? javaCommand(config) : config.command())
                .withEnvironment(environment(config))
                .withRights(new GuestSpec.Rights(files, false))
                .withLimits(GuestLimits.of(config.limits()))
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
        config.limits().memory().ifPresent(memory -> command.add(JavaMemory.heapOption(memory.bytes())));
        // One collector thread, and no file for tools in a directory that the guest may not see.
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Djava.io.tmpdir=.", "-Dfile.encoding=UTF-8"));
        command.addAll(GuestProgram.JVM_OPTIONS);
        command.add("-cp");
        command.add(classPath(config).stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        command.add(GuestProgram.class.getName());
        return command;
    }

    /** Names of files are UTF-8, unless the config says otherwise. */
    private static Map<String, String> environment(ProcessGuest config) {
        var all = new HashMap<String, String>();
        all.put("LC_ALL", "C.UTF-8");
        all.putAll(config.env());
        return all;
    }
}
