package dev.vellamo.daemon.run;

import dev.vellamo.vat.IoChannel;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.util.Map;
import java.util.Objects;

/**
 * A vat that does what its parameter {@code does} says: at once, or, if that ends the vat, once a client knocks at channel
 * {@code door} with a line, because a vat that ends during the launch fails it.
 */
public final class Trial implements Vat {

    /** What a vat can do to a run. */
    public enum Deed {
        WAIT,
        LOG,
        EXIT,
        EXIT_WITH_FAILURE,
        THROW_IN_BOOTSTRAP,
        SPIN,
        EXIT_THE_PROCESS
    }

    /** The parameters. */
    public record Parameters(Deed does) {}

    @Override
    public Object root(VatContext vat) {
        return new Root(vat, vat.parameters(Parameters.class).does());
    }

    public static final class Root implements Remotable {
        private final VatContext vat;
        private final Deed deed;

        Root(VatContext vat, Deed deed) {
            this.vat = vat;
            this.deed = deed;
        }

        public void bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
            if (deed == Deed.THROW_IN_BOOTSTRAP) {
                throw new IllegalStateException("no bundle", new IllegalArgumentException("it was never made"));
            }
            vats.values().forEach(each -> each.send("act"));
            Objects.requireNonNull(services.get("door"))
                    .as(IoChannel.class)
                    .receive()
                    .thenAccept(knock -> vats.values().forEach(each -> each.send("end")));
        }

        public void end() {
            if (deed == Deed.EXIT) {
                vat.exit("all done");
            } else if (deed == Deed.EXIT_WITH_FAILURE) {
                throw vat.exitWithFailure("out of luck");
            }
        }

        public void act() {
            switch (deed) {
                case SPIN -> spin();
                case EXIT_THE_PROCESS -> System.exit(7);
                case LOG -> log();
                default -> {}
            }
        }

        private void log() {
            vat.logger().info("first line\nsecond line \u001b[2J");
            vat.logger().warn("be careful");
            vat.logger().debug("details");
        }

        private void spin() {
            vat.logger().info("spinning");
            while (deed == Deed.SPIN) {
                Thread.onSpinWait();
            }
        }
    }
}
