package dev.vellamo.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vellamo.daemon.run.Trial.Deed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs of a vat here and a vat in a process guest. */
@Timeout(120)
class GuestRunIT extends TrialRuns {

    private static final Pattern STARTED = Pattern.compile("started guest island \\(process ([0-9]+); .+\\)");

    private static final long PATIENCE_SECONDS = 20;

    private void hereAndInAGuest(Deed here, Deed there) throws Exception {
        config("""
                { "name": "trial", "bootstrap": "vat1",
                  "vats": {
                    "vat1": { "class": "%1$s", "parameters": { "does": "%2$s" } },
                    "vat2": { "class": "%1$s", "parameters": { "does": "%3$s" }, "placement": "island",
                              "restart": "on-failure" } },
                  "guests": { "island": { "kind": "process", "classPath": ["%4$s"] } },
                  "io": { "door": { "type": "socket", "path": "door.sock" } } }
                """.formatted(Trial.class.getName(), here, there, testClasses()));
    }

    private static Path testClasses() throws Exception {
        return Path.of(
                Trial.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static ProcessHandle guestOf(RunProcess run) throws InterruptedException {
        var line = STARTED.matcher(run.awaitOut("started guest island"));
        assertThat(line.matches()).isTrue();
        return ProcessHandle.of(Long.parseLong(line.group(1))).orElseThrow();
    }

    private static void assertEnds(ProcessHandle process) throws Exception {
        assertThat(process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS).isAlive())
                .isFalse();
    }

    private Path guestsAtHome() {
        return socket().resolveSibling("home").resolve("run");
    }

    private static List<Path> filesIn(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.toList();
        }
    }

    /** The directory for all guests of this user stays, and is empty. */
    private void assertNoGuestIsLeft(RunProcess run) throws Exception {
        assertThat(filesLeft()).isEmpty();
        for (var file : run.temporaryFiles()) {
            assertThat(file).isEmptyDirectory();
        }
    }

    @Test
    void aVatInAGuestIsCalledAndItsLogIsTold() throws Exception {
        hereAndInAGuest(Deed.EXIT, Deed.EXIT);
        var run = run("cluster.json");
        var guest = guestOf(run);

        knock(run);

        assertThat(run.exitCode()).as("%s", run.err()).isZero();
        assertThat(run.out()).anyMatch(line -> line.contains("vat2") && line.contains("all done"));
        assertEnds(guest);
        assertNoGuestIsLeft(run);
    }

    @Test
    void ctrlCLeavesNoGuest() throws Exception {
        hereAndInAGuest(Deed.WAIT, Deed.LOG);
        var run = run("cluster.json");
        var guest = guestOf(run);
        run.awaitOut("island | INFO vat.vat2 - first line");
        run.awaitOut("launched; press Ctrl-C to end it");

        run.signal("INT");

        assertThat(run.exitCode()).isEqualTo(130);
        assertThat(run.err()).containsExactly("shutting down; press Ctrl-C again to kill");
        assertEnds(guest);
        assertNoGuestIsLeft(run);
    }

    @Test
    void aGuestThatIsKilledIsToldAndComesBack() throws Exception {
        hereAndInAGuest(Deed.WAIT, Deed.WAIT);
        var run = run("cluster.json");
        var guest = guestOf(run);
        run.awaitOut("launched");

        guest.destroyForcibly();

        run.awaitErr("vellamo: guest island died");
        run.awaitOut("started guest island again, restart 1");
        run.awaitOut("started vat vat2 (v2) again, restart 1");
        run.signal("INT");
        assertThat(run.exitCode()).isEqualTo(130);
        assertNoGuestIsLeft(run);
    }

    @Test
    void whatAKernelThatWasKilledLeftIsRemovedByTheNext() throws Exception {
        hereAndInAGuest(Deed.WAIT, Deed.WAIT);
        var first = run("--home", "home", "cluster.json");
        var guest = guestOf(first);
        first.awaitOut("launched");
        assertThat(filesIn(guestsAtHome())).hasSize(1);

        first.signal("KILL");

        first.exitCode();
        assertEnds(guest);
        var left = filesIn(guestsAtHome());
        assertThat(left).hasSize(1);
        var second = run("--home", "home", "cluster.json");
        second.awaitOut("restored");
        assertThat(filesIn(guestsAtHome())).hasSize(1).doesNotContainAnyElementsOf(left);
        second.signal("INT");
        assertThat(second.exitCode()).isEqualTo(130);
        assertThat(guestsAtHome()).isEmptyDirectory();
        assertThat(second.temporaryFiles()).isEmpty();
    }

    @Test
    void itDoesWhatTheDryRunSaid() throws Exception {
        hereAndInAGuest(Deed.WAIT, Deed.WAIT);
        var dryRun = run("--dry-run", "--json", "cluster.json");
        assertThat(dryRun.exitCode()).as("%s", dryRun.err()).isZero();
        var planned =
                new ObjectMapper().readTree(dryRun.out().get(0)).get("steps").findValuesAsText("name");
        var run = run("--json", "cluster.json");
        run.awaitOut("\"launched\"");
        run.signal("INT");
        assertThat(run.exitCode()).isEqualTo(130);

        var released = new ArrayList<String>();
        for (var event : events(run)) {
            if (event.get("event").asText().equals("terminated")) {
                released.addAll(event.get("report").get("released").findValuesAsText("name"));
            }
        }
        Collections.reverse(released);
        released.add("bootstrap of vat vat1");
        assertThat(planned).isEqualTo(released).contains("guest island");
        assertThat(events(run)).anyMatch(event -> event.get("event").asText().equals("guestReady"));
    }
}
