package dev.vellamo.io.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;

class WriteQueueTest {
    private final WriteQueue queue = new WriteQueue(100);
    private final TestReply<Done> first = new TestReply<>();
    private final TestReply<Done> second = new TestReply<>();

    @Test
    void refusesWhatWouldPassTheLimitCountingWhatIsOnItsWay() {
        assertThat(queue.offer(new byte[60], first)).isTrue();
        queue.gather();

        assertThat(queue.offer(new byte[41], second)).isFalse();
        assertThat(queue.offer(new byte[40], second)).isTrue();
    }

    @Test
    void acceptsASingleUnitOverTheLimit() {
        assertThat(queue.offer(new byte[1000], first)).isTrue();
        assertThat(queue.offer(new byte[1], second)).isFalse();
    }

    @Test
    void doesNotGatherBeforeTheLastOneWasTaken() {
        queue.offer(new byte[1], first);
        queue.offer(new byte[1], second);
        queue.gather();
        queue.offer(new byte[1], first);

        assertThatThrownBy(queue::gather).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void gathersWhatWaitsInOrder() {
        queue.offer(new byte[] {1, 2}, first);
        queue.offer(new byte[] {3}, second);

        assertThat(queue.gather()).containsExactly(1, 2, 3);
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.taken()).isEqualTo(List.of(first, second));
        assertThat(queue.taken()).isEmpty();
    }

    @Test
    void gathersNoMoreThanASocketTakesAtOnce() {
        var large = new WriteQueue(1 << 20);
        large.offer(new byte[WriteQueue.MAX_GATHERED_BYTES - 1], first);
        large.offer(new byte[2], second);

        assertThat(large.gather()).hasSize(WriteQueue.MAX_GATHERED_BYTES - 1);
    }

    @Test
    void makesRoomWhenUnitsAreTaken() {
        queue.offer(new byte[100], first);
        queue.gather();
        queue.taken();

        assertThat(queue.offer(new byte[100], second)).isTrue();
    }

    @Test
    void namesEverybodyWhoseUnitIsLost() {
        queue.offer(new byte[1], first);
        queue.gather();
        queue.offer(new byte[1], second);

        assertThat(queue.drain()).isEqualTo(List.of(first, second));
        assertThat(queue.drain()).isEmpty();
    }
}
