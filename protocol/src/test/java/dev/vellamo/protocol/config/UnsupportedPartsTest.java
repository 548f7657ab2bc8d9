package dev.vellamo.protocol.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class UnsupportedPartsTest {

    @Test
    void areNoneOfAConfigThatCanBeLaunched() {
        var config = GoodConfigs.io("\"type\": \"socket\", \"path\": \"s\", \"unit\": \"json\"");

        assertThat(UnsupportedParts.of(parse(config))).isEmpty();
    }

    @Test
    void areAllNamedWithWhatIsSupportedInstead() {
        assertThat(UnsupportedParts.of(parse(GoodConfigs.WHOLE)))
                .extracting(problem -> problem.describe("cluster.json"))
                .containsExactly(
                        "cluster.json /vats/main/powers/http: the power http cannot be launched yet; supported: clock, random and timers",
                        "cluster.json /vats/main/powers/files: the power files with placement \"local\" cannot be launched yet; supported: a vat with the placement of a guest",
                        "cluster.json /guests/vm/kind: the kind \"vm\" cannot be launched yet; supported: \"process\"",
                        "cluster.json /agents/helper: agents cannot be launched yet; supported: vats and IO channels",
                        "cluster.json /agents/once: agents cannot be launched yet; supported: vats and IO channels");
    }

    private static ClusterConfig parse(String json) {
        return ClusterConfigParser.parse(json, "cluster.json", Path.of("/base"));
    }
}
