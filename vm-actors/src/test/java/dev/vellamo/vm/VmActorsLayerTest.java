package dev.vellamo.vm;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Dependencies point towards protocol only. */
class VmActorsLayerTest {
    private static final JavaClasses VM_ACTORS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.vellamo.vm");

    private static final List<String> BELOW = List.of("dev.vellamo.vm", "dev.vellamo.io", "dev.vellamo.protocol");

    @Test
    void thereAreClassesToCheck() {
        assertThat(VM_ACTORS).hasSizeGreaterThan(20);
    }

    @Test
    void knowsNoVellamoModuleButIoStreamsAndProtocol() {
        classes()
                .that()
                .resideInAPackage("dev.vellamo.vm..")
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.describe(
                        "are of vm-actors, io-streams, protocol or a library",
                        each -> !each.getPackageName().startsWith("dev.vellamo")
                                || BELOW.stream().anyMatch(each.getPackageName()::startsWith)))
                .check(VM_ACTORS);
    }

    @Test
    void whatIsAskedOfLinuxKnowsNothingOfGuests() {
        noClasses()
                .that()
                .resideInAPackage("dev.vellamo.vm.linux..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.vellamo.vm.confinement..", "dev.vellamo.vm.process..", "org.apache.pekko..")
                .check(VM_ACTORS);
    }

    @Test
    void confinementKnowsNothingOfSupervision() {
        noClasses()
                .that()
                .resideInAPackage("dev.vellamo.vm.confinement..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.vellamo.vm.process..", "org.apache.pekko..", "com.sun.jna..")
                .check(VM_ACTORS);
    }

    @Test
    void nativeCodeIsCalledInOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.vellamo.vm.linux..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.sun.jna..")
                .check(VM_ACTORS);
    }
}
