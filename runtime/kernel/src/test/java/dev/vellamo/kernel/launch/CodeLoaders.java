package dev.vellamo.kernel.launch;

import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/** How many class loaders of vats there are at this moment. */
final class CodeLoaders {

    private static final Pattern ROW =
            Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+dev\\.vellamo\\.vat\\.code\\.CodeClassLoader.*");

    private CodeLoaders() {}

    /** Collects what is not held any more, then counts. */
    static int alive() {
        System.gc();
        try {
            var histogram = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            return histogram
                    .lines()
                    .map(ROW::matcher)
                    .filter(Matcher::matches)
                    .mapToInt(row -> Integer.parseInt(row.group(1)))
                    .sum();
        } catch (JMException e) {
            throw new AssertionError("the JVM does not count its objects", e);
        }
    }
}
