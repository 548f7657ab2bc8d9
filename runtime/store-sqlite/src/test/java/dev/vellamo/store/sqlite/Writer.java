package dev.vellamo.store.sqlite;

import dev.vellamo.kernel.store.Batch;
import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.kernel.store.StoredRow;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program that writes batches to the store of a directory until it is killed or the store fails. */
final class Writer {

    /** Of each batch. */
    static final int ROWS = 20;

    private static final String TEXT = "x".repeat(1000);

    private Writer() {}

    /** The command line that runs it, with the access to native code that this JVM was given. */
    static List<String> command(Path directory) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--"))
                .forEach(command::add);
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-cp"));
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.addAll(List.of(Writer.class.getName(), directory.toString()));
        return command;
    }

    public static void main(String... directory) {
        try (var store = SqliteStore.open(Path.of(directory[0]), SqliteSettings.DEFAULT)) {
            System.out.println("open");
            var position = store.load().of(StoredRow.Message.class).size() / ROWS;
            while (true) {
                position++;
                store.write(batch(position));
                System.out.println("wrote " + position);
            }
        } catch (StoreException e) {
            System.out.println(e.code() + " " + e.getMessage());
        }
    }

    private static Batch batch(long position) {
        var rows = new ArrayList<StoredRow>();
        for (var place = (position - 1) * ROWS; place < position * ROWS; place++) {
            rows.add(Rows.message(place, TEXT));
        }
        return new Batch(position, rows, List.of());
    }
}
