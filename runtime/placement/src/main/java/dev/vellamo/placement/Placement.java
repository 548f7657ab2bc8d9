package dev.vellamo.placement;

import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.GuestConfig;
import dev.vellamo.protocol.config.VatCode;
import dev.vellamo.protocol.config.VatConfig;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the vats of a test run. One system property decides it for a whole run of tests, so that the same tests run once
 * with every vat in the JVM of the test and once with every vat in a process guest:
 *
 * <pre>
 *   ClusterConfig of a test ──> {@link #of} ──> the same, or with a guest "elsewhere" and every vat in it
 * </pre>
 *
 * <p>A test starts its kernels through {@link #over}, so that nothing is launched that did not pass here.
 */
public enum Placement {
    /** In the JVM of the test, as a config says that names no guest. */
    LOCAL,
    /** In a process guest, one for each subcluster. */
    GUEST;

    /** Names one of these in small letters; absent: {@link #LOCAL}. */
    public static final String PROPERTY = "vellamo.test.placement";

    /** The guest of {@link #GUEST}. */
    public static final String ELSEWHERE = "elsewhere";

    /** What code takes longer that runs for the first time in its process, on a machine that is busy. */
    private static final Duration COLD_CODE = Duration.ofSeconds(1);

    /** Until the process of a guest is there and has loaded its vats, on such a machine. */
    private static final Duration START = Duration.ofSeconds(5);

    private static final Placement CURRENT =
            valueOf(System.getProperty(PROPERTY, LOCAL.name()).toUpperCase(Locale.ROOT));

    /** That of this run of tests. */
    public static Placement current() {
        return CURRENT;
    }

    /** A config with its vats placed as {@link #current} says. */
    public static ClusterConfig placed(ClusterConfig config) {
        return CURRENT.of(config);
    }

    /**
     * A config with its vats placed here. One that has guests of its own says itself where its vats run, and stays as it is.
     */
    public ClusterConfig of(ClusterConfig config) {
        if (this == LOCAL || !config.guests().isEmpty()) {
            return config;
        }
        var vats = new LinkedHashMap<String, VatConfig>();
        config.vats().forEach((name, vat) -> vats.put(name, elsewhere(vat)));
        return new ClusterConfig(
                config.name(),
                config.durable(),
                config.bootstrap(),
                vats,
                config.services(),
                config.io(),
                Map.of(ELSEWHERE, guestFor(config)),
                config.agents());
    }

    private static VatConfig elsewhere(VatConfig vat) {
        return new VatConfig(
                vat.code(), vat.parameters(), ELSEWHERE, vat.deliveryTimeout(), vat.restart(), vat.powers());
    }

    /** Its class path has the vats, what they use of this module, and the gates that they may have to pass. */
    private static GuestConfig guestFor(ClusterConfig config) {
        Set<Path> classPath = new LinkedHashSet<>();
        config.vats().values().forEach(vat -> home(vat.code()).ifPresent(classPath::add));
        classPath.add(home(Placement.class));
        classPath.add(Gate.DIRECTORY);
        return GuestConfig.process().classPath(classPath.toArray(Path[]::new)).build();
    }

    private static Optional<Path> home(VatCode code) {
        if (!(code instanceof VatCode.ClassCode named)) {
            return Optional.empty();
        }
        try {
            var loader = Thread.currentThread().getContextClassLoader();
            return Optional.of(home(Class.forName(named.className(), false, loader)));
        } catch (ClassNotFoundException isWhatTheTestIsAbout) {
            return Optional.empty();
        }
    }

    private static Path home(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("no file has " + type + ": " + e.getMessage(), e);
        }
    }

    /** How long code of a vat, or a vat that lets go, may take where so much is enough in a JVM that is warm. */
    public static Duration allowing(Duration warm) {
        return CURRENT == LOCAL ? warm : warm.plus(COLD_CODE);
    }

    /** How long a launch may take that needs so long where its vats are local. */
    public static Duration allowingStart(Duration local) {
        return CURRENT == LOCAL ? local : local.plus(START);
    }

    /**
     * The same object, but every {@link ClusterConfig} that it is given is placed as {@link #current} says.
     *
     * @param type the interface by which tests use it
     */
    public static <T> T over(Class<T> type, T launcher) {
        return CURRENT == LOCAL ? launcher : GUEST.launcher(type, launcher);
    }

    <T> T launcher(Class<T> type, T launcher) {
        var proxy = Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> invoke(launcher, method, arguments));
        return type.cast(proxy);
    }

    private Object invoke(Object launcher, Method method, Object[] arguments) throws Throwable {
        for (int i = 0; arguments != null && i < arguments.length; i++) {
            if (arguments[i] instanceof ClusterConfig config) {
                arguments[i] = of(config);
            }
        }
        try {
            return method.invoke(launcher, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
