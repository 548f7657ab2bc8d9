package dev.vellamo.daemon.run;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class DaemonLayerTest {

    @Test
    void usesTheKernelAsAnyEmbedderDoes() {
        var daemon = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.vellamo.daemon");
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "dev.vellamo.kernel.*..",
                                "dev.vellamo.io..",
                                "dev.vellamo.vat.engine..",
                                "org.apache.pekko.actor..")
                        // Stores are made for embedders: they choose one, and look into it.
                        .and(resideOutsideOfPackage("dev.vellamo.kernel.store")))
                .check(daemon);
    }
}
