package dev.vellamo.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules that hold for all modules. */
class LayersTest {

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.vellamo");

    /** A module: its package below {@code dev.vellamo}, and those whose classes it may use. */
    record Layer(String name, Set<String> uses) {

        static Layer of(String name, String... uses) {
            return new Layer(name, Set.of(uses));
        }

        boolean contains(JavaClass each) {
            return module(each).equals(name);
        }

        boolean mayUse(JavaClass each) {
            return !each.getPackageName().startsWith("dev.vellamo") || contains(each) || uses.contains(module(each));
        }
    }

    static List<Layer> layers() {
        return List.of(
                Layer.of("protocol"),
                Layer.of("io", "protocol"),
                Layer.of("vm", "protocol", "io"),
                Layer.of("vat", "protocol"),
                Layer.of("guest", "protocol", "io", "vat"),
                Layer.of("kernel", "protocol", "io", "vm", "vat", "guest"),
                Layer.of("store", "protocol", "vat", "kernel"),
                Layer.of("testkit", "protocol", "io", "vat", "kernel"),
                Layer.of("cli", "protocol"),
                Layer.of("daemon", "protocol", "io", "vat", "kernel", "store", "cli"),
                Layer.of("examples", "protocol", "io", "vat", "kernel", "store"));
    }

    private static String module(JavaClass each) {
        var parts = each.getPackageName().split("\\.", 4);
        return parts.length > 2 && parts[0].equals("dev") && parts[1].equals("vellamo") ? parts[2] : "";
    }

    @ParameterizedTest
    @MethodSource("layers")
    void aModuleUsesOnlyThoseBelowIt(Layer layer) {
        classes()
                .that(DescribedPredicate.describe("are of " + layer.name(), layer::contains))
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.describe("are of " + layer.uses(), layer::mayUse))
                .check(ALL);
    }

    @Test
    void everyClassIsOfAKnownModule() {
        var known = layers().stream().map(Layer::name).toList();

        assertThat(ALL).hasSizeGreaterThan(200).allMatch(each -> known.contains(module(each)));
    }

    @Test
    void protocolVatGuestCommandLineKernelStateAndStoresKnowNoActors() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.vellamo.protocol..",
                        "dev.vellamo.vat..",
                        "dev.vellamo.guest..",
                        "dev.vellamo.cli..",
                        "dev.vellamo.kernel.state..",
                        "dev.vellamo.kernel.store..",
                        "dev.vellamo.store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.pekko..", "scala..")
                .check(ALL);
    }

    @Test
    void onlyTheStoreOnDiskKnowsSql() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.vellamo.store.sqlite..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.sqlite..")
                .check(ALL);
    }

    @Test
    void noPackageIsInTwoModules() {
        var homes = new HashMap<String, Set<String>>();
        for (var each : ALL) {
            homes.computeIfAbsent(each.getPackageName(), name -> new TreeSet<>())
                    .add(home(each));
        }

        assertThat(homes.entrySet())
                .filteredOn(home -> home.getValue().size() > 1)
                .isEmpty();
        assertThat(homes).hasSizeGreaterThan(10);
    }

    /** The folder or jar that a class comes from. */
    private static String home(JavaClass each) {
        var source =
                each.getSource().map(known -> known.getUri()).map(URI::toString).orElseThrow();
        return source.substring(0, source.length() - (each.getName().replace('.', '/') + ".class").length());
    }

    @Test
    void everyPackageIsNullMarked() throws ClassNotFoundException {
        var loader = getClass().getClassLoader();
        for (var name : new TreeSet<>(packages().keySet())) {
            var info = Class.forName(name + ".package-info", false, loader);
            assertThat(info.isAnnotationPresent(NullMarked.class)).as(name).isTrue();
        }
    }

    private static Map<String, JavaClass> packages() {
        var packages = new HashMap<String, JavaClass>();
        ALL.forEach(each -> packages.putIfAbsent(each.getPackageName(), each));
        return packages;
    }

    @Test
    void nothingSleepsOrReadsTheWallClockByHand() {
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(ALL);
    }

    /** Those of system calls are checked: only the kernel uses that module, and it has to release what it holds. */
    @Test
    void aPublicExceptionIsUnchecked() {
        classes()
                .that()
                .resideOutsideOfPackage("dev.vellamo.vm..")
                .and()
                .arePublic()
                .and()
                .areAssignableTo(Exception.class)
                .should()
                .beAssignableTo(RuntimeException.class)
                .check(ALL);
    }

    @Test
    void theApiOfTheKernelShowsNoActorsButTheSystemItRunsIn() {
        classes()
                .that()
                .resideInAPackage("dev.vellamo.kernel")
                .and()
                .arePublic()
                .should(showOnlyWhatEmbeddersKnow())
                .check(ALL);
    }

    private static ArchCondition<JavaClass> showOnlyWhatEmbeddersKnow() {
        return new ArchCondition<>("show in public methods only what embedders know") {
            @Override
            public void check(JavaClass each, ConditionEvents events) {
                each.getMethods().stream()
                        .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                        .flatMap(method -> method.getAllInvolvedRawTypes().stream()
                                .filter(type -> isInternal(type))
                                .map(type -> method.getFullName() + " shows " + type.getName()))
                        .forEach(text -> events.add(SimpleConditionEvent.violated(each, text)));
            }
        };
    }

    /** Beside the system that a kernel runs in: what a stream to a vat is, for who uses Pekko Streams. */
    private static final Set<String> KNOWN_OF_PEKKO = Set.of(
            "org.apache.pekko.Done",
            "org.apache.pekko.NotUsed",
            "org.apache.pekko.actor.typed.ActorSystem",
            "org.apache.pekko.stream.javadsl.Flow",
            "org.apache.pekko.util.ByteString");

    private static boolean isInternal(JavaClass type) {
        var name = type.getName();
        return name.startsWith("org.apache.pekko") && !KNOWN_OF_PEKKO.contains(name);
    }
}
