package dev.vellamo.guest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class GuestLayerTest {

    private static final JavaClasses MODULE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.vellamo.guest");

    @Test
    void theModuleNeedsOfIoStreamsOnlyTheLinkAndNoActors() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "dev.vellamo.guest..",
                        "dev.vellamo.io.link..",
                        "dev.vellamo.vat..",
                        "dev.vellamo.protocol..",
                        "com.fasterxml.jackson..",
                        "org.slf4j..",
                        "org.jspecify..")
                .check(MODULE);
    }

    @Test
    void framesKnowNothingThatRunsThem() {
        noClasses()
                .that()
                .resideInAPackage("dev.vellamo.guest.frame..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.vellamo.guest", "dev.vellamo.guest.log..", "dev.vellamo.io..")
                .check(MODULE);
    }
}
