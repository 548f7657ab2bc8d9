package dev.vellamo.kernel;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass.Predicates;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.vellamo.placement.Placement;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.VatConfig;
import org.junit.jupiter.api.Test;

/** The tests of this package run twice, and both times their vats are where they are said to be. */
class WhereVatsRunTest {

    private static final JavaClasses TESTS = new ClassFileImporter()
            .importUrl(
                    WhereVatsRunTest.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void isWhereThePlacementSays() {
        var here = ProcessHandle.current().pid();
        try (var kernel = Kernels.start()) {
            var subcluster = kernel.launch(ClusterConfig.builder()
                            .bootstrap("a")
                            .vat("a", VatConfig.ofClass(Vats.Worker.class))
                            .vat("b", VatConfig.ofClass(Vats.Worker.class))
                            .build())
                    .join();

            var a = Answers.of(subcluster.vat("a").send("process").as(Long.class));
            var b = Answers.of(subcluster.vat("b").send("process").as(Long.class));

            assertThat(a == here).isEqualTo(Placement.current() == Placement.LOCAL);
            assertThat(b).isEqualTo(a);
        }
    }

    @Test
    void isDecidedInOnePlaceForAllTests() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(Kernels.class)
                .should()
                .callMethodWhere(target(owner(Predicates.type(Kernel.class))).and(target(nameStartingWith("start"))))
                .check(TESTS);
    }

    @Test
    void isDecidedForAllTestsThatStartAKernelAsTheyAreInThePackageThatRunsTwice() {
        classes()
                .that()
                .belongToAnyOf(Kernels.class)
                .should()
                .onlyHaveDependentClassesThat()
                .resideInAPackage("dev.vellamo.kernel")
                .check(TESTS);
    }
}
