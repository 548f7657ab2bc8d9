package dev.vellamo.protocol.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    @TempDir
    Path directory;

    @Test
    void isRefusedIfThereIsNone() {
        assertThatThrownBy(() -> ClusterConfigParser.parse(directory.resolve("none.json")))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.code()).isEqualTo(ConfigException.Code.UNREADABLE_CONFIG))
                .hasMessageEndingWith("none.json: cannot read the file: there is no such file");
    }

    @Test
    void isRefusedIfItIsADirectory() {
        assertThatThrownBy(() -> ClusterConfigParser.parse(directory))
                .hasMessage(directory + ": cannot read the file: Is a directory");
    }

    @Test
    void isRefusedWhereItStopsBeingUtf8() throws IOException {
        var file = write("{\n  \"name\": \"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> ClusterConfigParser.parse(file))
                .hasMessage(file + ":2:12: not UTF-8: byte 0xe9 has no meaning here");
    }

    @Test
    void isRefusedWithAByteOrderMark() throws IOException {
        var file = write(("\uFEFF" + GoodConfigs.MINIMAL).getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> ClusterConfigParser.parse(file))
                .hasMessage(file + ":1:1: not plain UTF-8: the file begins with a byte order mark");
    }

    @Test
    void isRefusedBeyondSixteenMebibytes() throws IOException {
        var file = write(new byte[16 * 1024 * 1024 + 1]);

        assertThatThrownBy(() -> ClusterConfigParser.parse(file))
                .hasMessage(file + ": more than 16777216 bytes; keep data in a file of its own");
    }

    @Test
    void resolvesPathsAgainstItsDirectory() throws IOException {
        var file = write(GoodConfigs.WHOLE.getBytes(StandardCharsets.UTF_8));

        var config = ClusterConfigParser.parse(file);

        assertThat(part(config.io(), "repl").path()).contains(directory.resolve("repl.sock"));
        assertThat(part(config.io(), "log").path()).contains(Path.of("/var/log/x.log"));
        assertThat(part(config.vats(), "main").code())
                .isEqualTo(new VatCode.SourceCode(directory.resolve("Main.java")));
    }

    @Test
    void givesItsPathAsNameToAConfigWithoutOne() throws IOException {
        var file = write(GoodConfigs.MINIMAL.getBytes(StandardCharsets.UTF_8));

        assertThat(ClusterConfigParser.parse(file).name()).contains(file.toString());
    }

    private Path write(byte[] content) throws IOException {
        return Files.write(directory.resolve("cluster.json"), content);
    }

    private static <T> T part(Map<String, T> parts, String name) {
        return Objects.requireNonNull(parts.get(name));
    }
}
