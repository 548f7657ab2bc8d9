package dev.vellamo.daemon.run;

import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.util.Map;

/** A vat that does what its parameter {@code does} says, once bootstrap has answered. */
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
        }

        public void act() {
            switch (deed) {
                case EXIT -> vat.exit("all done");
                case EXIT_WITH_FAILURE -> throw vat.exitWithFailure("out of luck");
                case SPIN -> spin();
                case EXIT_THE_PROCESS -> System.exit(7);
                default -> log();
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
