package dev.vellamo.vat;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class VatLayerTest {

    private static final JavaClasses MODULE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.vellamo.vat");

    @Test
    void theModuleDependsOnProtocolOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax.tools..",
                        "dev.vellamo.vat..",
                        "dev.vellamo.protocol..",
                        "com.fasterxml.jackson..",
                        "org.slf4j..",
                        "org.jspecify..")
                .check(MODULE);
    }

    @Test
    void theApiKnowsNoEngine() {
        noClasses()
                .that()
                .resideInAPackage("dev.vellamo.vat")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.vellamo.vat.engine..", "dev.vellamo.vat.code..")
                .check(MODULE);
    }

    @Test
    void codeLoadingKnowsNoEngine() {
        noClasses()
                .that()
                .resideInAPackage("dev.vellamo.vat.code..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.vellamo.vat.engine..")
                .check(MODULE);
    }
}
