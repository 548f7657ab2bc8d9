package dev.vellamo.kernel.launch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** An immutable stack; pushing and popping share what is below. */
public final class Stack<T> {

    private static final Stack<?> EMPTY = new Stack<>(null, null, 0);

    private final @Nullable T top;
    private final @Nullable Stack<T> below;
    private final int size;

    private Stack(@Nullable T top, @Nullable Stack<T> below, int size) {
        this.top = top;
        this.below = below;
        this.size = size;
    }

    @SuppressWarnings("unchecked") // it holds nothing of any type
    public static <T> Stack<T> empty() {
        return (Stack<T>) EMPTY;
    }

    public boolean isEmpty() {
        return below == null;
    }

    public int size() {
        return size;
    }

    public Stack<T> push(T item) {
        return new Stack<>(item, this, size + 1);
    }

    Stack<T> pushBelowTop(T item) {
        return pop().push(item).push(top());
    }

    public T top() {
        if (top == null) {
            throw new NoSuchElementException("the stack is empty");
        }
        return top;
    }

    public Stack<T> pop() {
        if (below == null) {
            throw new NoSuchElementException("the stack is empty");
        }
        return below;
    }

    List<T> oldestFirst() {
        var items = new ArrayList<T>(size);
        for (var rest = this; !rest.isEmpty(); rest = rest.pop()) {
            items.add(rest.top());
        }
        Collections.reverse(items);
        return items;
    }
}
