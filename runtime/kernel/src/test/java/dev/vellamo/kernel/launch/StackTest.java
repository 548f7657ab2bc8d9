package dev.vellamo.kernel.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class StackTest {

    private final Stack<String> empty = Stack.empty();

    @Test
    void hasNothingOnTopIfItIsEmpty() {
        assertThatThrownBy(empty::top).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(empty::pop).isInstanceOf(NoSuchElementException.class);
        assertThat(empty.isEmpty()).isTrue();
        assertThat(empty.size()).isZero();
    }

    @Test
    void givesBackTheNewestFirst() {
        var two = empty.push("a").push("b");

        assertThat(two.top()).isEqualTo("b");
        assertThat(two.pop().top()).isEqualTo("a");
        assertThat(two.size()).isEqualTo(2);
    }

    @Test
    void doesNotChangeWhenSomethingIsPushed() {
        var one = empty.push("a");
        one.push("b");

        assertThat(one.oldestFirst()).containsExactly("a");
        assertThat(empty.isEmpty()).isTrue();
    }

    @Test
    void listsTheOldestFirst() {
        assertThat(empty.push("a").push("c").pushBelowTop("b").oldestFirst()).containsExactly("a", "b", "c");
        assertThat(empty.oldestFirst()).isEmpty();
    }
}
