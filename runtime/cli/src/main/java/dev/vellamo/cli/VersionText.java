package dev.vellamo.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. The launcher knows the commit of its checkout and says it. */
final class VersionText implements IVersionProvider {

    private static final String BUILD = "build.properties";
    private static final String COMMIT = "vellamo.commit";

    @Override
    public String[] getVersion() {
        var commit = System.getProperty(COMMIT, "");
        return new String[] {
            "vellamo " + version() + " (" + (commit.isEmpty() ? "" : "commit " + commit + ", ") + "Java "
                    + System.getProperty("java.version") + ")"
        };
    }

    static String version() {
        var build = new Properties();
        try (var in = VersionText.class.getResourceAsStream(BUILD)) {
            if (in == null) {
                throw new IllegalStateException(BUILD + " is missing from the jar of vellamo-cli");
            }
            build.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + BUILD + " from the jar of vellamo-cli", e);
        }
        return build.getProperty("version");
    }
}
