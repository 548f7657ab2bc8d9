package dev.vellamo.vm.process;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vellamo.vm.confinement.Protection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** What a test needs of the machine; without it the test is skipped, or fails where VELLAMO_REQUIRE_ALL=1. */
final class Requirement {

    static final String PYTHON = "/usr/bin/python3";

    private Requirement() {}

    static void program(String path) {
        check(Files.isExecutable(Path.of(path)), path + " is not installed");
    }

    /** Says loudly which protections the kernel of this machine lacks, with its reasons. */
    static void inForce(StartedGuest guest, Set<Protection> needed) {
        check(
                guest.confinement().missingOf(needed).isEmpty(),
                guest.confinement().text());
    }

    private static void check(boolean holds, String lacking) {
        if (!holds && "1".equals(System.getenv("VELLAMO_REQUIRE_ALL"))) {
            fail(lacking + ", and VELLAMO_REQUIRE_ALL=1 lets no test be skipped");
        }
        assumeTrue(holds, lacking);
    }
}
