package dev.vellamo.io.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class IntakeTest {

    private final Channel channel = new Channel();
    private final List<String> heard = new ArrayList<>();
    private final Deque<Runnable> toConsumer = new ArrayDeque<>();
    private final Intake<String> intake = new Intake<>(channel, new Hearing(), toConsumer::add);

    @Nested
    class WhenAnEndOrAFailureIsThere {

        @Test
        void theDemandIsAnsweredWithTheFailure() {
            channel.failure = new IOException("broken");

            intake.demand();

            assertThat(heard).containsExactly("failed: broken");
        }

        @Test
        void theDemandIsAnsweredWithTheEnd() {
            channel.failure = new EOFException();

            intake.demand();

            assertThat(heard).containsExactly("ended");
        }

        @Test
        void theLoopStopsWaitingAndTellsTheConsumer() {
            intake.demand();
            channel.failure = new IOException("broken");

            assertThat(intake.ready()).isFalse();
            tellConsumer();

            assertThat(heard).containsExactly("failed: broken");
        }

        @Test
        void aFurtherDemandTriesAgain() {
            channel.failure = new IOException("too many open files");
            intake.demand();
            channel.failure = null;
            channel.things.add("a");

            intake.demand();

            assertThat(heard).containsExactly("failed: too many open files", "a");
        }
    }

    @Nested
    class WhenNothingIsDemanded {

        @Test
        void theLoopTakesNothingAndStopsWaiting() {
            channel.things.add("a");

            assertThat(intake.ready()).isFalse();
            assertThat(channel.things).containsExactly("a");
        }

        @Test
        void theLoopStopsWaitingAfterWhatItTookLast() {
            intake.demand();
            channel.things.addAll(List.of("a", "b"));

            assertThat(intake.ready()).isTrue();
            assertThat(intake.ready()).isFalse();

            assertThat(channel.things).containsExactly("b");
        }
    }

    @Nested
    class WhenSomethingIsThere {

        @Test
        void theDemandTakesItWithoutTheLoop() {
            channel.things.addAll(List.of("a", "b"));

            intake.demand();

            assertThat(heard).containsExactly("a");
            assertThat(channel.waits).isZero();
        }
    }

    @Nested
    class WhenSomethingComesLater {

        @Test
        void theLoopTakesItAndTheConsumerHearsOnItsOwnExecutor() {
            intake.demand();
            channel.things.add("a");

            assertThat(intake.ready()).isTrue();
            assertThat(heard).isEmpty();
            tellConsumer();

            assertThat(heard).containsExactly("a");
        }

        @Test
        void aFalseAlarmChangesNothing() {
            intake.demand();

            assertThat(intake.ready()).isTrue();
            channel.things.add("a");
            assertThat(intake.ready()).isTrue();
            tellConsumer();

            assertThat(heard).containsExactly("a");
        }

        @Test
        void aDemandInTimeNeedsNoSecondWaiting() {
            intake.demand();
            channel.things.add("a");
            intake.ready();
            tellConsumer();

            intake.demand();
            channel.things.add("b");
            intake.ready();
            tellConsumer();

            assertThat(heard).containsExactly("a", "b");
            assertThat(channel.waits).isEqualTo(1);
        }

        @Test
        void aDemandThatComesLateTakesWhatWaitsByItself() {
            intake.demand();
            channel.things.addAll(List.of("a", "b"));
            intake.ready();
            intake.ready();
            tellConsumer();

            intake.demand();

            assertThat(heard).containsExactly("a", "b");
            assertThat(channel.waits).isEqualTo(1);
        }
    }

    private void tellConsumer() {
        while (!toConsumer.isEmpty()) {
            toConsumer.remove().run();
        }
    }

    private static final class Channel implements Intake.Supply<String> {
        private final Deque<String> things = new ArrayDeque<>();
        private @Nullable IOException failure;
        private int waits;

        @Override
        public @Nullable String take() throws IOException {
            if (failure != null) {
                throw failure;
            }
            return things.poll();
        }

        @Override
        public void awaitMore() {
            waits++;
        }
    }

    private final class Hearing implements Intake.Receiver<String> {
        @Override
        public void received(String item) {
            heard.add(item);
        }

        @Override
        public void ended() {
            heard.add("ended");
        }

        @Override
        public void failed(IOException cause) {
            heard.add("failed: " + cause.getMessage());
        }
    }
}
