package dev.vellamo.vm.process;

import dev.vellamo.vm.linux.Descriptor;
import dev.vellamo.vm.linux.GroupLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A program that has a guest in some stage of its life, says so, and waits to be killed. Its arguments are the runtime
 * directory and the stage.
 */
final class DyingKernel {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final GuestDeadlines PATIENT = new GuestDeadlines(LONG, LONG, LONG, LONG, LONG);

    private static final GuestDeadlines SOON_TERMINATING =
            new GuestDeadlines(LONG, LONG, Duration.ofMillis(50), LONG, LONG);

    /** Starts processes that ignore signals: two of the guest's own, and one of another. */
    private static final String FAMILY = "trap '' TERM HUP INT; sleep 1000 & (sleep 1000 & exec sleep 1000) & ";

    private static final String ANSWERING = FAMILY + "echo READY; read word; echo \"got $word\"; sleep 1000";

    /** The same, and notices that it is told to end. */
    private static final String REFUSING =
            FAMILY + "trap 'echo got TERM' TERM; echo READY; read word; while true; do wait; done";

    private DyingKernel() {}

    public static void main(String[] arguments) throws Exception {
        var runtime = Path.of(arguments[0]);
        switch (arguments[1]) {
            case "starting" -> onlyTheWatchdog(runtime);
            case "handshaking" -> guest(runtime, FAMILY + "echo HELLO; sleep 1000", false);
            case "ready" -> guest(runtime, ANSWERING, false);
            case "stopping" -> guest(runtime, ANSWERING, true);
            case "terminating" -> guest(runtime, REFUSING, true);
            case "any" -> comeAndGo(runtime);
            case "grouped" -> grouped(runtime);
            default -> throw new IllegalArgumentException("no stage " + arguments[1]);
        }
        new CountDownLatch(1).await();
    }

    private static void onlyTheWatchdog(Path runtime) throws Exception {
        var directory = GuestDirectory.create(runtime);
        try (var errors = Descriptor.pipe()) {
            ProcessGroup.start(directory, errors.second());
            System.out.println("WATCHED");
        }
    }

    /** Guests that start and end, one after the other: killed at any moment, it is at any stage. */
    private static void comeAndGo(Path runtime) throws Exception {
        while (true) {
            System.out.println("NEXT");
            GuestRun.ofShell("sleep 1000 & sleep 0.01", runtime);
        }
    }

    private static void grouped(Path runtime) throws Exception {
        var spec = GuestSpec.of("grouped", List.of("/bin/sh", "-c", FAMILY + "echo READY; sleep 1000"))
                .withLimits(GuestLimits.DEFAULT.withWhole(GroupLimits.NONE.withTasks(50)));
        var child = ProcessChild.start(spec, runtime, PlaceForGroups.forTasks());
        child.started().toCompletableFuture().get();
        System.out.println("READY");
    }

    private static void guest(Path runtime, String script, boolean stop) {
        var deadlines = script.equals(REFUSING) ? SOON_TERMINATING : PATIENT;
        var spec = GuestSpec.of("shell", List.of("/bin/sh", "-c", script)).withDeadlines(deadlines);
        var protocol = new LineProtocol(System.out::println);
        ActorSystem.create(
                Behaviors.<GuestNews>setup(context -> {
                    var guest =
                            context.spawn(GuestSupervisor.create(spec, runtime, protocol, context.getSelf()), "guest");
                    return Behaviors.receive(GuestNews.class)
                            .onMessage(GuestNews.Ready.class, ready -> {
                                if (stop) {
                                    guest.tell(new GuestSupervisor.Stop());
                                }
                                return Behaviors.same();
                            })
                            .build();
                }),
                "kernel");
    }
}
