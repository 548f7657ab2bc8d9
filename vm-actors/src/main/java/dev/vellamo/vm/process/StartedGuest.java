package dev.vellamo.vm.process;

import dev.vellamo.vm.confinement.ConfinementReport;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * A guest's process that runs.
 *
 * @param link our end of the guest link; the guest's end is both its standard input and its standard output. In
 *     blocking mode, and selectable. Whoever gets it reads it to its end, or closes it; it is closed at last in any case
 * @param confinement what is in force
 * @param files the directory that is the guest's own
 */
public record StartedGuest(int pid, SocketChannel link, ConfinementReport confinement, Path files) {}
