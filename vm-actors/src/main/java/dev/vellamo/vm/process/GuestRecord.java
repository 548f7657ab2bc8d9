package dev.vellamo.vm.process;

import dev.vellamo.vm.linux.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Which processes a guest consists of, for the next start of a kernel that was killed. A line each: role, pid, start
 * time in ticks, boot.
 */
record GuestRecord(List<Entry> entries) {

    /** A process and what it is for the guest. */
    record Entry(String role, ProcessIdentity process) {}

    static final GuestRecord EMPTY = new GuestRecord(List.of());

    private static final int FIELDS = 4;

    GuestRecord {
        entries = List.copyOf(entries);
    }

    GuestRecord with(String role, ProcessIdentity process) {
        var all = new ArrayList<>(entries);
        all.add(new Entry(role, process));
        return new GuestRecord(all);
    }

    /** Replaces the file as a whole. */
    void writeTo(Path file) throws IOException {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, entries.stream().map(GuestRecord::line).toList());
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String line(Entry entry) {
        var process = entry.process();
        return String.join(
                " ",
                entry.role(),
                Integer.toString(process.pid()),
                Long.toString(process.startTicks()),
                process.boot());
    }

    /** Reads a record; one that is not there is empty. */
    static GuestRecord readFrom(Path file) throws IOException {
        if (Files.notExists(file)) {
            return EMPTY;
        }
        var entries = new ArrayList<Entry>();
        for (var line : Files.readAllLines(file)) {
            entries.add(parse(file, line));
        }
        return new GuestRecord(entries);
    }

    private static Entry parse(Path file, String line) throws IOException {
        var fields = line.split(" ", -1);
        try {
            if (fields.length == FIELDS) {
                return new Entry(
                        fields[0],
                        new ProcessIdentity(Integer.parseInt(fields[1]), Long.parseLong(fields[2]), fields[3]));
            }
        } catch (NumberFormatException malformed) {
            throw new IOException("not a line of a guest's record, in " + file + ": " + line, malformed);
        }
        throw new IOException("not a line of a guest's record, in " + file + ": " + line);
    }
}
