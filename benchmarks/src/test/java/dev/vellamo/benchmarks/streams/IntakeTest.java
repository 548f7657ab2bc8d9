package dev.vellamo.benchmarks.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class IntakeTest {

    private final Messages messages = Messages.of(64);
    private final Intake intake = Intake.counting(messages);

    @Test
    void noticesAMessageThatIsLost() {
        intake.take(messages.at(0));
        intake.take(messages.at(2));

        assertThatIllegalStateException().isThrownBy(intake::count).withMessageContaining("message 1 ");
    }

    @Test
    void noticesAMessageThatIsCut() {
        intake.take(63, messages.numberAt(0));

        assertThatIllegalStateException().isThrownBy(intake::count).withMessageContaining("63 bytes");
    }

    @Test
    void keepsTheFirstFailure() {
        intake.fail("no memory");
        intake.fail("closed");

        assertThatIllegalStateException().isThrownBy(intake::count).withMessageContaining("no memory");
    }

    @Test
    void countsMessagesThatComeAgainAndAgain() {
        var stream = messages.in(message -> message).stream();
        for (int i = 0; i < 1_000; i++) {
            intake.take(stream.next());
        }

        assertThat(intake.count()).isEqualTo(1_000);
    }
}
