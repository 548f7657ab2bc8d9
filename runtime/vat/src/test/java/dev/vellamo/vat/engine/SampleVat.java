package dev.vellamo.vat.engine;

import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Timers;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import dev.vellamo.vat.VatException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Does what a test asks it to. */
public final class SampleVat implements Vat {
    @Override
    public Object root(VatContext vat) {
        return new Root(vat);
    }

    static final class Root implements Remotable {
        private final VatContext vat;
        private final List<String> log = new ArrayList<>();
        private Timers.@Nullable Timer timer;

        Root(VatContext vat) {
            this.vat = vat;
        }

        public String log() {
            return String.join(",", log);
        }

        public void fail(String kind) throws Exception {
            switch (kind) {
                case "coded" -> throw new VatException("NO_BEER", "the cellar is empty");
                case "checked" -> throw new IOException("outer", new IllegalStateException("inner"));
                case "silent" -> throw new NullPointerException();
                case "overflow" -> fail(kind);
                case "memory" -> throw new OutOfMemoryError("test");
                default -> throw new AssertionError(kind);
            }
        }

        public CompletableFuture<String> failLater() {
            return CompletableFuture.failedFuture(new OutOfMemoryError("test"));
        }

        public Object unpassable() {
            return List.of(new Object());
        }

        public Object badRemotable() {
            return new BadRemotable();
        }

        public String exit() {
            vat.exit("done");
            return "bye";
        }

        @SuppressWarnings("CatchAndPrintStackTrace")
        public String exitWithFailure(Ref ref) {
            ref.sendOnly("before");
            try {
                throw vat.exitWithFailure("broken");
            } catch (Throwable hidden) {
                ref.sendOnly("after");
            }
            return "fine";
        }

        public void start(String kind) {
            timer = switch (kind) {
                case "lambda" -> vat.timers().after(Duration.ofSeconds(1), () -> log.add("once"));
                case "repeated" -> vat.timers().every(Duration.ofSeconds(1), () -> log.add("tick"));
                case "named" -> vat.timers().every(Duration.ofSeconds(2), this, "log");
                case "throwing" ->
                    vat.timers().after(Duration.ZERO, () -> {
                        throw new IllegalStateException("timer");
                    });
                case "missing" -> vat.timers().after(Duration.ZERO, this, "lag");
                default -> vat.timers().after(Duration.ofSeconds(-1), () -> {});
            };
        }

        public long timer() {
            return timer == null ? -1 : timer.id();
        }

        public void cancelNumber(long number) {
            vat.timers().cancel(number);
        }

        public void cancel() {
            if (timer != null) {
                timer.cancel();
            }
        }

        public String context() {
            return vat.name() + " " + vat.id() + " " + vat.clock().instant() + " "
                    + vat.parameters(Parameters.class) + " "
                    + vat.parameters().get("greeting").asText() + " "
                    + vat.logger().getName();
        }

        public void parameters() {
            vat.parameters(WrongParameters.class);
        }
    }

    record Parameters(String greeting, int times) {}

    record WrongParameters(String greeting, List<String> times) {}
}
