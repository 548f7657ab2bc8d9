package dev.vellamo.daemon.run;

import dev.vellamo.cli.ExitCode;
import dev.vellamo.cli.LoadedConfig;
import dev.vellamo.cli.RunOptions;
import dev.vellamo.cli.Terminal;
import dev.vellamo.kernel.Kernel;
import dev.vellamo.kernel.KernelEvent;
import dev.vellamo.kernel.KernelSettings;
import dev.vellamo.kernel.Subcluster;
import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.ConfigChanges;
import dev.vellamo.protocol.config.ConfigException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@code vellamo run}: a kernel and one subcluster in this process, until the subcluster ends or a signal comes.
 *
 * <pre>
 *   loading --refused, or not the config that the home keeps--> exit 2
 *      |   \
 *      |    --the store of the home cannot be used--> exit 5
 *   launching, or restoring --rolled back--> ending --> exit 4
 *      |    \
 *      |     --signal--> ending (rolls back) --> exit 130, 143, 129
 *   running --ended by itself--> ending --> exit 0, 1
 *      \
 *       --signal--> ending --> exit 130, 143, 129        second signal, at any time: killed
 * </pre>
 */
final class ForegroundRun {

    /**
     * For the kernel's end. It waits seconds at most for each vat and channel; more than this is a defect, and then the process
     * ends all the same.
     */
    private static final Duration SHUTDOWN = Duration.ofSeconds(60);

    private final RunOptions options;
    private final RunReport report;
    private final Printer printer;
    private final RunEnding ending = new RunEnding();
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    ForegroundRun(RunOptions options, Terminal terminal) {
        this.options = options;
        this.report = options.json() ? new JsonReport(Clock.systemUTC()) : new TextReport(options.detail(), terminal);
        this.printer = new Printer(terminal.out(), terminal.err(), report::lostLines);
    }

    /** Returns the exit code once everything is written and nothing is left. */
    int run() {
        try (printer) {
            RunLogging.install(printer, options);
            var loaded = LoadedConfig.load(options.config());
            int code = ExitCode.USAGE;
            if (loaded instanceof LoadedConfig.Refused refused) {
                printer.print(report.refused(refused));
            } else {
                code = run(((LoadedConfig.Launchable) loaded).config());
            }
            printer.print(report.exit(code));
            return code;
        }
    }

    private int run(ClusterConfig config) {
        try {
            return options.home().isPresent()
                    ? run(config, Home.open(options.home().get()))
                    : run(config, KernelSettings.builder());
        } catch (StoreException e) {
            printer.print(report.unusable(e));
            return ExitCode.STORE;
        } catch (RuntimeException e) {
            printer.print(report.failed("the kernel failed", e));
            return ExitCode.FAILED;
        }
    }

    /** Before the kernel starts, as with it all that is kept would. */
    private int run(ClusterConfig config, Home home) {
        var name = config.name().orElseThrow();
        if (options.fresh()) {
            return run(config, KernelSettings.builder().store(home.forKernel()).forget(name));
        }
        List<ConfigChanges.Change> changes;
        try {
            changes = home.keptConfig(name)
                    .map(kept -> ConfigChanges.between(kept, config))
                    .orElse(List.of());
        } catch (ConfigException e) {
            home.close();
            printer.print(report.failed(
                    "what " + home.directory() + " keeps of " + name
                            + " cannot be restored by this version; --fresh ends it",
                    e));
            return ExitCode.FAILED;
        }
        if (!changes.isEmpty()) {
            home.close();
            printer.print(report.changed(home.directory(), changes));
            return ExitCode.USAGE;
        }
        return run(config, KernelSettings.builder().store(home.forKernel()));
    }

    private int run(ClusterConfig config, KernelSettings.Builder settings) {
        var signals = SignalTrap.install();
        signals.first().thenAccept(signal -> {
            printer.print(report.interrupted(signal));
            over.complete(null);
        });
        options.launchDeadline().ifPresent(settings::launchDeadline);
        settings.runtimeDirectory(options.runtimeDirectory());
        var kernel =
                Kernel.start(settings.listener(this::onEvent).processConsole().build());
        endWithProcess(kernel);
        kernel.whenEnded().thenAccept(reason -> over.complete(null));
        launchOrFind(kernel, config)
                .thenCompose(Subcluster::whenEnded)
                .whenComplete((reason, failure) -> over.complete(null));
        over.join();
        shutDown(kernel);
        return ending.exitCode(signals.caught());
    }

    private static CompletionStage<Subcluster> launchOrFind(Kernel kernel, ClusterConfig config) {
        var name = config.name().orElseThrow();
        return kernel.subclusters().stream()
                .filter(restored -> restored.name().equals(name))
                .findFirst()
                .<CompletionStage<Subcluster>>map(CompletableFuture::completedFuture)
                .orElseGet(() -> kernel.launch(config).result());
    }

    private void onEvent(KernelEvent event) {
        ending.on(event);
        printer.print(report.of(event));
    }

    private void shutDown(Kernel kernel) {
        try {
            kernel.shutdown().toCompletableFuture().get(SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            printer.print(report.failed("the kernel did not end within " + SHUTDOWN.toSeconds() + " s; leaving it", e));
        } catch (ExecutionException e) {
            printer.print(report.failed("the kernel did not end cleanly", e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A vat that calls {@code System.exit} ends the process: then, too, no socket file may stay. */
    private static void endWithProcess(Kernel kernel) {
        Runtime.getRuntime().addShutdownHook(new Thread(kernel::close, "vellamo-exit-hook"));
    }
}
