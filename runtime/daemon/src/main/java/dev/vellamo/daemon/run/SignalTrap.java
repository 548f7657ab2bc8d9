package dev.vellamo.daemon.run;

import dev.vellamo.cli.ExitCode;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Ctrl-C and its relatives: the first one asks, the second one kills the process at once.
 *
 * <p>A shutdown hook could not do that, for the JVM ignores every signal after the first one. The class that can,
 * {@code sun.misc.Signal}, is in module {@code jdk.unsupported} and called by reflection, because javac warns about it and
 * cannot be told not to. A signal that the process was started to ignore ({@code nohup}) stays ignored.
 */
final class SignalTrap {

    /** Ctrl-C; what ends a service; the terminal was closed. */
    private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");

    /** A signal such as {@code INT}, 2. */
    record Caught(String name, int number) {}

    private final CompletableFuture<Caught> first = new CompletableFuture<>();

    private SignalTrap() {}

    static SignalTrap install() {
        var trap = new SignalTrap();
        SIGNALS.forEach(trap::install);
        return trap;
    }

    /** Completes on a thread of the JVM's own. */
    CompletionStage<Caught> first() {
        return first.minimalCompletionStage();
    }

    Optional<Caught> caught() {
        return Optional.ofNullable(first.getNow(null));
    }

    private void install(String name) {
        try {
            var signalType = Class.forName("sun.misc.Signal");
            var handlerType = Class.forName("sun.misc.SignalHandler");
            var signal = signalType.getConstructor(String.class).newInstance(name);
            int number = (int) signalType.getMethod("getNumber").invoke(signal);
            var handler = Proxy.newProxyInstance(
                    SignalTrap.class.getClassLoader(), new Class<?>[] {handlerType}, (proxy, method, arguments) -> {
                        if (!method.getName().equals("handle")) {
                            return method.invoke(this, arguments);
                        }
                        onSignal(new Caught(name, number));
                        return null;
                    });
            signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java offers no signals (sun.misc.Signal); run with a usual JDK", e);
        }
    }

    private void onSignal(Caught signal) {
        if (!first.complete(signal)) {
            Runtime.getRuntime().halt(ExitCode.ofSignal(signal.number()));
        }
    }
}
