package dev.vellamo.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Help.Ansi;

/**
 * Where a command writes: always UTF-8, whatever the locale, because JSON and trees are.
 *
 * @param colour whether both are shown to a person who wants colour
 */
public record Terminal(PrintStream out, PrintStream err, Ansi colour) {

    /** The process's own; colour only on a terminal and never with {@code NO_COLOR}. */
    public static Terminal ofProcess() {
        return new Terminal(stream(FileDescriptor.out), stream(FileDescriptor.err), Ansi.AUTO);
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** The text in a style such as {@code bold} or {@code fg(red)}, if there is colour. */
    public String styled(String style, String text) {
        return colour.enabled()
                ? Ansi.Style.on(Ansi.Style.parse(style)) + text + Ansi.Style.off(Ansi.Style.parse(style))
                : text;
    }

    public void flush() {
        out.flush();
        err.flush();
    }
}
