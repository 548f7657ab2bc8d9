package dev.vellamo.io;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Dependencies point towards protocol only. */
class IoStreamsLayerTest {
    private static final JavaClasses IO_STREAMS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.vellamo.io");

    @Test
    void thereAreClassesToCheck() {
        assertThat(IO_STREAMS).hasSizeGreaterThan(20);
    }

    @Test
    void knowsNoVellamoModuleButProtocol() {
        classes()
                .that()
                .resideInAPackage("dev.vellamo.io..")
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.describe(
                        "are of io-streams, protocol or a library",
                        each -> !each.getPackageName().startsWith("dev.vellamo")
                                || each.getPackageName().startsWith("dev.vellamo.io")
                                || each.getPackageName().startsWith("dev.vellamo.protocol")))
                .check(IO_STREAMS);
    }

    @Test
    void transportsKnowNothingOfChannels() {
        noClasses()
                .that()
                .resideInAPackage("dev.vellamo.io.transport..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.vellamo.io.channel..")
                .check(IO_STREAMS);
    }

    @Test
    void linksKnowNothingOfPekko() {
        noClasses()
                .that()
                .resideInAPackage("dev.vellamo.io.link..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.pekko..", "dev.vellamo.io.streams..")
                .check(IO_STREAMS);
    }

    @Test
    void whatAChannelKnowsIsPlainValues() {
        noClasses()
                .that()
                .haveSimpleName("ChannelState")
                .or()
                .haveSimpleName("SessionTable")
                .or()
                .haveSimpleName("SessionState")
                .or()
                .haveSimpleName("Inbox")
                .or()
                .haveSimpleName("LineDecoder")
                .or()
                .haveSimpleName("StringDecoder")
                .or()
                .haveSimpleName("CharsDecoder")
                .or()
                .haveSimpleName("WriteQueue")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.pekko.actor..", "org.apache.pekko.stream..")
                .check(IO_STREAMS);
    }
}
