package dev.vellamo.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.wire.AtEachEnd.End;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every row of the table of violations in {@code WIRE.md} has a test: on both sides and in both codecs. */
class ViolationTableTest {

    private static final List<Class<?>> TESTS = List.of(
            OpenViolationsTest.class,
            StreamViolationsTest.class,
            RequestViolationsTest.class,
            ConnectionViolationsTest.class,
            HelloViolationsTest.class,
            LineViolationsTest.class);

    private static final Pattern ROW = Pattern.compile("\\| ([SRCL]\\d+) \\|.*");
    private static final Pattern NAME = Pattern.compile("([SRCL]\\d+): .+");

    private static final Set<End> ALL = ends(EnumSet.allOf(Role.class), EnumSet.allOf(Codec.class));

    /** Rows that not every end can get into, and those that can. */
    private static final Map<String, Set<End>> ONLY = Map.of(
            // Lines have members, not fields of a length.
            "S12", ends(EnumSet.allOf(Role.class), EnumSet.of(Codec.BINARY)),
            // A host shows no token.
            "C11", ends(EnumSet.of(Role.HOST), EnumSet.allOf(Codec.class)));

    private static Set<End> ends(Set<Role> roles, Set<Codec> codecs) {
        return roles.stream()
                .flatMap(role -> codecs.stream().map(codec -> new End(role, codec)))
                .collect(Collectors.toSet());
    }

    private static Set<End> endsOf(String row) {
        return row.startsWith("L")
                ? ends(EnumSet.allOf(Role.class), EnumSet.of(Codec.LINES))
                : ONLY.getOrDefault(row, ALL);
    }

    private static List<String> rows() throws IOException {
        return Files.readAllLines(Path.of("WIRE.md")).stream()
                .map(ROW::matcher)
                .filter(row -> row.matches())
                .map(row -> row.group(1))
                .toList();
    }

    /** Which ends each row is tested at. */
    private static Map<String, Set<End>> tested() {
        Map<String, Set<End>> tested = new TreeMap<>();
        TESTS.stream().flatMap(ViolationTableTest::methods).forEach(method -> {
            DisplayName name = method.getAnnotation(DisplayName.class);
            AtEachEnd test = method.getAnnotation(AtEachEnd.class);
            var row = NAME.matcher(name == null ? "" : name.value());
            if (row.matches() && test != null) {
                tested.computeIfAbsent(row.group(1), id -> new HashSet<>()).addAll(End.of(test));
            }
        });
        return tested;
    }

    private static Stream<Method> methods(Class<?> tests) {
        return Stream.concat(
                Arrays.stream(tests.getDeclaredMethods()),
                Arrays.stream(tests.getDeclaredClasses()).flatMap(ViolationTableTest::methods));
    }

    @Test
    void everyRowHasATestAtEveryEndThatCanGetThere() throws IOException {
        Map<String, Set<End>> tested = tested();
        assertThat(rows())
                .hasSizeGreaterThan(40)
                .allSatisfy(row -> assertThat(tested.getOrDefault(row, Set.of()))
                        .as("tests named \"%s: …\"", row)
                        .containsAll(endsOf(row)));
    }

    @Test
    void everyRowHasAnIdOfItsOwnAndEveryTestARow() throws IOException {
        List<String> rows = rows();
        assertThat(rows).doesNotHaveDuplicates();
        assertThat(new LinkedHashSet<>(rows)).containsAll(tested().keySet());
    }

    /** The table has no line without an id. */
    @Test
    void noRowIsWithoutAnId() throws IOException {
        String page = Files.readString(Path.of("WIRE.md"));
        String table = page.substring(page.indexOf("| what comes | scope | code |"));
        assertThat(table.substring(0, table.indexOf("\n\n")).lines().skip(2))
                .hasSameSizeAs(rows())
                .allMatch(line -> ROW.matcher(line).matches());
    }
}
