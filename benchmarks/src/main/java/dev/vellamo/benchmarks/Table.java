package dev.vellamo.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs everything that has a target and prints one table. The argument is the path of {@code runtime/bin/vellamo}. */
final class Table {

    /** One line of the table: what was measured, and what it has to reach. */
    private record Row(String what, double measured, String unit, double target, boolean moreIsBetter) {
        String text() {
            var met = moreIsBetter ? measured >= target : measured <= target;
            return String.format(
                    Locale.ROOT,
                    "| %s | %,.1f %s | %s %,.1f | %s |",
                    what,
                    measured,
                    unit,
                    moreIsBetter ? "at least" : "at most",
                    target,
                    met ? "yes" : "NO");
        }
    }

    private Table() {}

    public static void main(String[] arguments) throws RunnerException, IOException {
        var rows = new ArrayList<Row>();
        rows.addAll(jmhRows());
        rows.add(idleVats());
        rows.addAll(counterVats());
        rows.addAll(settledCalls());
        rows.addAll(startTimes(Path.of(arguments[0])));
        System.out.println("| what | measured | target | met |");
        System.out.println("|---|---|---|---|");
        rows.forEach(row -> System.out.println(row.text()));
    }

    private static List<Row> jmhRows() throws RunnerException {
        var options = new OptionsBuilder()
                .include("CallBenchmark|LineBenchmark|BacklogBenchmark|LaunchBenchmark")
                .shouldFailOnError(true)
                .build();
        var results = new Runner(options).run();
        var perSecond = DoubleUnaryOperator.identity();
        DoubleUnaryOperator linesPerSecond = millis -> BacklogBenchmark.LINES * 1000.0 / millis;
        DoubleUnaryOperator micros = value -> value / 1000.0;
        var streaming = score(results, ".LineBenchmark.inBatches", perSecond);
        var rows = new ArrayList<>(durableRows(results));
        rows.addAll(guestRows(results));
        rows.addAll(List.of(
                new Row(
                        "vat to vat call and reply, 300 in flight",
                        score(results, ".CallBenchmark.threeHundredInFlight", perSecond),
                        "/s",
                        500_000,
                        true),
                new Row(
                        "one call and reply at a time",
                        score(results, ".CallBenchmark.oneAtATime", perSecond),
                        "/s",
                        100_000,
                        true),
                new Row("64-byte lines read in batches", streaming, "/s", 1_000_000, true),
                new Row(
                        "the same, a million lines waiting before the first read",
                        score(results, "BacklogBenchmark.aMillionLinesThatWait", linesPerSecond),
                        "/s",
                        500_000,
                        true),
                new Row(
                        "one line a receive, 64 in flight",
                        score(results, ".LineBenchmark.oneAReceiveSixtyFourInFlight", perSecond),
                        "/s",
                        150_000,
                        true),
                new Row(
                        "launch and terminate a subcluster of one vat",
                        score(results, "LaunchBenchmark.launchAndTerminate", micros),
                        "ms",
                        2,
                        false)));
        return rows;
    }

    /** Each of them against what was measured without a store, or without a kernel, in the same run. */
    private static List<Row> durableRows(Collection<RunResult> results) {
        var perSecond = DoubleUnaryOperator.identity();
        var durable = score(results, "DurableCallBenchmark.threeHundredInFlight", perSecond);
        var ephemeral = score(results, ".CallBenchmark.threeHundredInFlight", perSecond);
        var bound = median(results, "HostCallBenchmark.ephemeralCall")
                + 1.2 * median(results, "HostCallBenchmark.bareCommit");
        return List.of(
                new Row("durable vat to vat call and reply, 300 in flight", durable, "/s", 200_000, true),
                new Row("the same, of the ephemeral rate", durable / ephemeral, "", 0.4, true),
                new Row(
                        "durable host call to answer, one in flight, median; ephemeral call and 1.2 bare commits",
                        median(results, "HostCallBenchmark.durableCall"),
                        "us",
                        bound,
                        false),
                new Row(
                        "durable host calls, 1,000 in flight",
                        score(results, "HostCallBenchmark.thousandDurableCallsInFlight", perSecond),
                        "/s",
                        50_000,
                        true),
                new Row(
                        "durable lines read in batches",
                        score(results, "DurableLineBenchmark.inBatches", perSecond),
                        "/s",
                        100_000,
                        true),
                new Row(
                        "durable lines, one a receive, 64 in flight",
                        score(results, "DurableLineBenchmark.oneAReceiveSixtyFourInFlight", perSecond),
                        "/s",
                        100_000,
                        true));
    }

    /** Vats in a process guest. */
    private static List<Row> guestRows(Collection<RunResult> results) {
        var perSecond = DoubleUnaryOperator.identity();
        return List.of(
                new Row(
                        "call and reply of a vat in a process guest, 300 in flight",
                        score(results, ".GuestCallBenchmark.threeHundredInFlight", perSecond),
                        "/s",
                        150_000,
                        true),
                new Row(
                        "the same in a kernel with a store",
                        score(results, "DurableGuestCallBenchmark.threeHundredInFlight", perSecond),
                        "/s",
                        75_000,
                        true),
                new Row(
                        "launch of a process guest with one vat until its bootstrap answered, median",
                        median(results, "GuestLaunchBenchmark.launch"),
                        "ms",
                        600,
                        false));
    }

    private static double median(Collection<RunResult> results, String benchmark) {
        return result(results, benchmark).getStatistics().getPercentile(50);
    }

    private static double score(Collection<RunResult> results, String benchmark, DoubleUnaryOperator scale) {
        return scale.applyAsDouble(result(results, benchmark).getScore());
    }

    /** Of the benchmark whose full name ends so. */
    private static Result<?> result(Collection<RunResult> results, String benchmark) {
        return results.stream()
                .filter(result -> result.getParams().getBenchmark().endsWith(benchmark))
                .findFirst()
                .orElseThrow()
                .getPrimaryResult();
    }

    private static Row idleVats() throws IOException {
        var output = ofItsOwnJvm(IdleVats.class);
        return new Row("heap of an idle vat, of 100,000", number("vats: (\\d+) bytes", output), "bytes", 4096, false);
    }

    private static List<Row> counterVats() throws IOException {
        var output = ofItsOwnJvm(CounterVats.class);
        return List.of(
                new Row(
                        "one durable update of each of 10,000 counter vats, on disk",
                        number("(\\d+) ms an update", output),
                        "ms",
                        300,
                        false),
                new Row(
                        "kernel with 10,000 durable vats started again until all answer",
                        number("(\\d+) ms to start again", output),
                        "ms",
                        5_000,
                        false));
    }

    private static List<Row> settledCalls() throws IOException {
        var output = ofItsOwnJvm(SettledCalls.class);
        var mega = 1_000_000.0;
        return List.of(
                new Row(
                        "kernel.sqlite after a million settled calls",
                        number("kernel.sqlite has (\\d+) bytes", output) / mega,
                        "MB",
                        1,
                        false),
                new Row("its write-ahead log meanwhile", number("had (\\d+) at most", output) / mega, "MB", 16, false));
    }

    private static String ofItsOwnJvm(Class<?> program) throws IOException {
        var output = output(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName());
        System.out.print(output);
        return output;
    }

    private static double number(String pattern, String output) {
        var found = Pattern.compile(pattern).matcher(output);
        if (!found.find()) {
            throw new IllegalStateException("no " + pattern + " in: " + output);
        }
        return Double.parseDouble(found.group(1));
    }

    private static List<Row> startTimes(Path launcher) throws IOException {
        var echo = launcher.resolveSibling("../examples/echo/echo.json").normalize();
        return List.of(
                new Row("vellamo --version", median(() -> versionSeconds(launcher)), "s", 0.3, false),
                new Row(
                        "vellamo run of echo until it listens",
                        median(() -> listeningSeconds(launcher, echo)),
                        "s",
                        1.2,
                        false));
    }

    private interface Timed {
        double seconds() throws IOException;
    }

    private static double median(Timed timed) throws IOException {
        timed.seconds();
        var seconds = new double[7];
        for (int i = 0; i < seconds.length; i++) {
            seconds[i] = timed.seconds();
        }
        Arrays.sort(seconds);
        return seconds[seconds.length / 2];
    }

    private static double versionSeconds(Path launcher) throws IOException {
        var started = System.nanoTime();
        output(launcher.toString(), "--version");
        return secondsSince(started);
    }

    private static double listeningSeconds(Path launcher, Path config) throws IOException {
        var started = System.nanoTime();
        var run = new ProcessBuilder(launcher.toString(), "run", config.toString())
                .redirectErrorStream(true)
                .start();
        try (var lines = run.inputReader(StandardCharsets.UTF_8)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("listening")) {
                    return secondsSince(started);
                }
            }
            throw new IOException("vellamo run ended before it listened");
        } finally {
            run.destroy();
            run.onExit().join();
        }
    }

    private static double secondsSince(long startNanos) {
        return (System.nanoTime() - startNanos) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    private static String output(String... command) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + output);
        }
        return output;
    }
}
