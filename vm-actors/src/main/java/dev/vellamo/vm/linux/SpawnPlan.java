package dev.vellamo.vm.linux;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a child process is started with. It gets no descriptor but the three here, no signal ignored or blocked, and no
 * variable but those of {@code environment}.
 *
 * @param command the program's absolute path and its arguments
 * @param directory where it starts
 * @param group id of the process group that it joins; 0 for a new group of its own
 */
public record SpawnPlan(
        List<String> command, Map<String, String> environment, Path directory, int group, Standard standard) {

    /** The new group that a process leads. */
    public static final int NEW_GROUP = 0;

    public SpawnPlan {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** What descriptors 0, 1 and 2 of the child are. */
    public record Standard(Descriptor input, Descriptor output, Descriptor error) {}
}
