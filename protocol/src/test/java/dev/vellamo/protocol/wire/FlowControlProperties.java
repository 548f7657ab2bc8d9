package dev.vellamo.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The values that count. */
class FlowControlProperties {

    @Property
    void sharesOfAllStreamsNeverExceedHalfOfTheWindowWhateverIsGranted(@ForAll long seed) {
        var random = new Random(seed);
        var budget = new GrantBudget(WireSettings.DEFAULT);
        List<ReceivingHalf> streams = new ArrayList<>();
        long half = WireSettings.DEFAULT.limits().connectionCreditBytes() / 2;
        for (int i = 0; i < 500; i++) {
            if (streams.isEmpty() || random.nextInt(10) == 0) {
                streams.add(new ReceivingHalf(budget.floorBytes()));
            }
            ReceivingHalf stream = streams.get(random.nextInt(streams.size()));
            int length = (int) Math.min(stream.credit().left(), 60_000);
            if (length > 0) {
                assertThat(stream.receive(length, 1 << 20)).isNull();
                stream.takeMessageBytes();
                stream.count(budget);
            }
            if (random.nextInt(3) > 0) {
                stream.credit().consume(stream.credit().held());
                stream.count(budget);
                stream.refill(budget);
            }
            assertThat(budget.usedBytes()).isBetween(0L, half - WireSettings.DEFAULT.firstCreditBytes());
            long exposed =
                    streams.stream().mapToLong(one -> one.credit().exposed()).sum();
            assertThat(exposed).isLessThanOrEqualTo(half);
        }
        streams.forEach(stream -> {
            stream.credit().consume(stream.credit().held());
            stream.end();
            stream.count(budget);
        });
        assertThat(budget.usedBytes()).isZero();
    }

    @Property
    void aReaderThatUsesUpWhatItGetsIsNeverLeftWithoutCredit(@ForAll long seed) {
        var random = new Random(seed);
        var budget = new GrantBudget(WireSettings.DEFAULT);
        budget.share(WireSettings.DEFAULT.limits().connectionCreditBytes(), 0);
        var stream = new ReceivingHalf(budget.floorBytes());
        for (int i = 0; i < 100; i++) {
            assertThat(stream.receive(1 + random.nextInt(100_000), 1 << 20)).isNull();
            stream.takeMessageBytes();
            stream.count(budget);
            stream.credit().consume(stream.credit().held());
            stream.count(budget);
            stream.refill(budget);
        }
    }

    @Property
    void aTotalIsExceededByLessThanOneMessage(@ForAll long seed) {
        var random = new Random(seed);
        var credit = new SendCredit(random.nextInt(1_000));
        for (int i = 0; i < 100; i++) {
            if (credit.isOpen()) {
                credit.charge(1 + random.nextInt(5_000));
            }
            assertThat(credit.charged()).isLessThanOrEqualTo(credit.granted() + 5_000);
            long total = credit.granted() + random.nextInt(3_000) - 500;
            assertThat(credit.grant(total)).isEqualTo(total >= 0 && total >= credit.granted());
        }
    }
}
