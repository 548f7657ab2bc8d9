package dev.vellamo.testkit;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test an actor system of its own and ends it after the test. (Pekko's own extension ends the last one only.)
 *
 * <pre>{@code
 * @ExtendWith(ActorTestKitExtension.class)
 * class CounterTest {
 *     @Test
 *     void counts(ActorTestKit actors) {
 *         var probe = actors.createTestProbe(Integer.class);
 *         actors.spawn(Counter.create()).tell(new Counter.Add(1, probe.getRef()));
 *         assertThat(probe.receiveMessage()).isEqualTo(1);
 *     }
 * }
 * }</pre>
 *
 * <p>With {@code @RegisterExtension static ActorTestKitExtension actors = ActorTestKitExtension.withManualTime();} a test
 * may ask for a {@code ManualTime} too.
 */
public final class ActorTestKitExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(ActorTestKitExtension.class);

    private final Config settings;

    /** With the settings of {@code application.conf} and the libraries. */
    public ActorTestKitExtension() {
        this(ConfigFactory.empty());
    }

    /** With settings that come before those of {@code application.conf} and the libraries. */
    public ActorTestKitExtension(Config settings) {
        this.settings = settings;
    }

    /** Time passes when the test says so. */
    public static ActorTestKitExtension withManualTime() {
        return new ActorTestKitExtension(ManualTime.config());
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        var actors = ActorTestKit.create(settings.withFallback(ConfigFactory.load()));
        context.getStore(NAMESPACE).put(ActorTestKit.class, actors);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        var actors = context.getStore(NAMESPACE).remove(ActorTestKit.class, ActorTestKit.class);
        if (actors != null) {
            actors.shutdownTestKit();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        var type = parameter.getParameter().getType();
        return type == ActorTestKit.class || type == ManualTime.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var actors = context.getStore(NAMESPACE).get(ActorTestKit.class, ActorTestKit.class);
        if (actors == null) {
            throw new IllegalStateException(
                    "an actor system belongs to one test: ask for it in the test or in @BeforeEach");
        }
        return parameter.getParameter().getType() == ManualTime.class ? ManualTime.get(actors.system()) : actors;
    }
}
