package dev.vellamo.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.GuestConfig;
import dev.vellamo.protocol.config.GuestConfig.ProcessGuest;
import dev.vellamo.protocol.config.VatConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacementTest {

    private static ClusterConfig.Builder config() {
        return ClusterConfig.builder()
                .name("name")
                .durable(false)
                .bootstrap("here")
                .vat("here", VatConfig.ofClass(PlacementTest.class).deliveryTimeout(Duration.ofSeconds(3)))
                .vat("missing", VatConfig.ofClass("no.such.Vat"))
                .vat("source", VatConfig.ofSource(Path.of("Some.java")))
                .service("clock");
    }

    @Test
    void leavesAConfigAsItIsWhereVatsAreLocal() {
        var config = config().build();

        assertThat(Placement.LOCAL.of(config)).isSameAs(config);
    }

    @Test
    void leavesAConfigAsItIsThatSaysItself() {
        var config = config().guest("own", GuestConfig.process()).build();

        assertThat(Placement.GUEST.of(config)).isSameAs(config);
    }

    @Test
    void putsEveryVatElsewhereAndChangesNothingElse() {
        var config = config().build();

        var placed = Placement.GUEST.of(config);

        assertThat(placed.vats().values()).extracting(VatConfig::placement).containsOnly(Placement.ELSEWHERE);
        assertThat(placed)
                .usingRecursiveComparison()
                .ignoringFields("guests", "vats.here.placement", "vats.missing.placement", "vats.source.placement")
                .isEqualTo(config);
    }

    @Test
    void givesTheGuestTheClassesOfTheVats() {
        var placed = Placement.GUEST.of(config().build());

        assertThat(placed.guests()).containsOnlyKeys(Placement.ELSEWHERE);
        var guest = (ProcessGuest) placed.guests().values().stream().findFirst().orElseThrow();
        assertThat(guest.classPath())
                .allMatch(Files::exists)
                .contains(Gate.DIRECTORY)
                .anySatisfy(home -> assertThat(home.resolve("dev/vellamo/placement/PlacementTest.class"))
                        .exists());
    }

    /** What launches. */
    interface Launcher {
        void launch(ClusterConfig config);

        void fail() throws Exception;
    }

    private static final class Noting implements Launcher {
        private final List<ClusterConfig> launched = new ArrayList<>();

        @Override
        public void launch(ClusterConfig config) {
            launched.add(config);
        }

        @Override
        public void fail() throws Exception {
            throw new Exception("as it is");
        }
    }

    @Test
    void placesWhatIsLaunchedAndLetsErrorsThrough() {
        var noting = new Noting();
        var launcher = Placement.GUEST.launcher(Launcher.class, noting);

        launcher.launch(config().build());

        assertThat(noting.launched).containsExactly(Placement.GUEST.of(config().build()));
        assertThatThrownBy(launcher::fail).isExactlyInstanceOf(Exception.class).hasMessage("as it is");
    }
}
