package dev.vellamo.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class CliLayerTest {

    @Test
    void knowsTheProtocolAndNoKernel() {
        var cli = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.vellamo.cli");
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.vellamo.cli..",
                        "dev.vellamo.protocol..",
                        "java..",
                        "com.fasterxml.jackson..",
                        "picocli..",
                        "org.jspecify..")
                .check(cli);
    }

    @Test
    void hasNoPekkoOnItsClassPath() {
        assertThatThrownBy(() -> Class.forName("org.apache.pekko.actor.ActorSystem"))
                .isInstanceOf(ClassNotFoundException.class);
    }
}
