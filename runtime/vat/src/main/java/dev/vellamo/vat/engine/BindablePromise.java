package dev.vellamo.vat.engine;

import dev.vellamo.vat.Promise;
import java.lang.reflect.Type;

/** A promise whose result can be bound to any Java type. Every promise that a {@link SlotTable} gives is one. */
public interface BindablePromise {

    /** As {@link Promise#as(Class)}, for a type that is known at run time only. */
    Promise<?> bind(Type type);
}
