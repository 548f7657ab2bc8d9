package dev.vellamo.testkit;

import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test a kernel of its own and closes it after the test, which fails if anything of the kernel is left.
 *
 * <pre>{@code
 * @ExtendWith(KernelExtension.class)
 * class ReminderTest {
 *     @Test
 *     void remindsInTime(TestKernel kernel) {
 *         var reminder = kernel.launch(Reminder.class).vat("main");
 *         reminder.sendOnly("remind", "tea", "PT1H");
 *         kernel.timePasses(Duration.ofHours(1));
 *         assertThat(Eventually.answer(reminder.send("reminded"))).isEqualTo(List.of("tea"));
 *     }
 * }
 * }</pre>
 *
 * <p>A kernel of another kind: {@code @RegisterExtension static KernelExtension kernels = new KernelExtension(() ->
 * TestKernel.builder().withUnixSockets().start());}
 */
public final class KernelExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(KernelExtension.class);

    private final Supplier<TestKernel> starter;

    /** In virtual time, with sockets in memory. */
    public KernelExtension() {
        this(TestKernel::start);
    }

    /** Starts kernels with this. */
    public KernelExtension(Supplier<TestKernel> starter) {
        this.starter = starter;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(NAMESPACE).put(TestKernel.class, starter.get());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        var kernel = context.getStore(NAMESPACE).remove(TestKernel.class, TestKernel.class);
        if (kernel != null) {
            kernel.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestKernel.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var kernel = context.getStore(NAMESPACE).get(TestKernel.class, TestKernel.class);
        if (kernel == null) {
            throw new IllegalStateException("a kernel belongs to one test: ask for it in the test or in @BeforeEach");
        }
        return kernel;
    }
}
