package dev.vellamo.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import org.junit.jupiter.api.Test;

/** The layers of the design, over all modules at once. */
class LayersTest {

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.vellamo");

    @Test
    void dependenciesPointTowardsTheProtocol() {
        Architectures.layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("protocol")
                .definedBy("dev.vellamo.protocol..")
                .layer("io")
                .definedBy("dev.vellamo.io..")
                .layer("vat")
                .definedBy("dev.vellamo.vat..")
                .layer("kernel")
                .definedBy("dev.vellamo.kernel..")
                .layer("testkit")
                .definedBy("dev.vellamo.testkit..")
                .layer("daemon")
                .definedBy("dev.vellamo.daemon..")
                .layer("cli")
                .definedBy("dev.vellamo.cli..")
                .whereLayer("protocol")
                .mayNotAccessAnyLayer()
                .whereLayer("io")
                .mayOnlyAccessLayers("protocol")
                .whereLayer("vat")
                .mayOnlyAccessLayers("protocol")
                .whereLayer("kernel")
                .mayOnlyAccessLayers("protocol", "io", "vat")
                .whereLayer("cli")
                .mayOnlyAccessLayers("protocol")
                .check(CODE);
    }

    @Test
    void whatIsBelowThePekkoLineKnowsNoPekko() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.vellamo.protocol..", "dev.vellamo.vat..", "dev.vellamo.cli..")
                .or()
                .resideInAPackage("dev.vellamo.kernel.state..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.pekko..")
                .check(CODE);
    }

    @Test
    void theEngineKnowsNoKernel() {
        noClasses()
                .that()
                .resideInAPackage("dev.vellamo.vat..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.vellamo.kernel..")
                .check(CODE);
    }

    @Test
    void nobodySleepsOrReadsTheWallClockByHand() {
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CODE);
    }
}
