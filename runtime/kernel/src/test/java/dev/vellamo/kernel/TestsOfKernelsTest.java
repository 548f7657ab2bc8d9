package dev.vellamo.kernel;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass.Predicates;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.vellamo.placement.LocalOnly;
import org.junit.jupiter.api.Test;

/** Tests of whole kernels leave it to one place where their vats run, and are where the build finds them for a second run. */
@LocalOnly("The code of the tests is the same in both runs.")
class TestsOfKernelsTest {

    private static final JavaClasses TESTS = new ClassFileImporter()
            .importUrl(TestsOfKernelsTest.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation());

    @Test
    void startThemInOnePlace() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(Kernels.class)
                .should()
                .callMethodWhere(target(owner(Predicates.type(Kernel.class))).and(target(nameStartingWith("start"))))
                .check(TESTS);
    }

    @Test
    void areInThePackageThatRunsTwice() {
        classes()
                .that()
                .belongToAnyOf(Kernels.class)
                .should()
                .onlyHaveDependentClassesThat()
                .resideInAPackage("dev.vellamo.kernel")
                .check(TESTS);
    }
}
