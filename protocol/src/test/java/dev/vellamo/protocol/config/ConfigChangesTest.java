package dev.vellamo.protocol.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConfigChangesTest {

    private static ClusterConfig.Builder shop() {
        return ClusterConfig.builder().name("shop").bootstrap("main").vat("main", VatConfig.ofClass("a.Main"));
    }

    @Test
    void areNoneBetweenEqualConfigs() {
        assertThat(ConfigChanges.between(shop().build(), shop().build())).isEmpty();
    }

    @Test
    void areNoneIfOnlyTheWayAPathIsWrittenDiffers() {
        var relative = shop().io("door", IoConfig.socket(Path.of("door.sock"))).build();
        var absolute = shop().io("door", IoConfig.socket(Path.of("door.sock").toAbsolutePath()))
                .build();

        assertThat(ConfigChanges.between(relative, absolute)).isEmpty();
    }

    @Test
    void haveAPointerAndBothValues() {
        var former = shop().vat("old", VatConfig.ofClass("a.Old")).build();
        var now = ClusterConfig.builder()
                .name("shop")
                .bootstrap("main")
                .vat("main", VatConfig.ofClass("a.Main").deliveryTimeout(Duration.ofSeconds(3)))
                .service("clock")
                .build();

        var changes = ConfigChanges.between(former, now);

        assertThat(changes)
                .extracting(ConfigChanges.Change::pointer)
                .containsExactly("/vats/main/deliveryTimeout", "/vats/old", "/services");
        assertThat(changes.get(0)).hasToString("/vats/main/deliveryTimeout: \"10s\" -> \"3s\"");
        assertThat(changes.get(1).to().isMissingNode()).isTrue();
        assertThat(changes.get(1)).asString().endsWith("} -> (none)");
        assertThat(changes.get(2)).hasToString("/services: [] -> [\"clock\"]");
    }
}
