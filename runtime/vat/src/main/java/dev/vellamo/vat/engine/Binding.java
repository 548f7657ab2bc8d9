package dev.vellamo.vat.engine;

/**
 * How arguments are bound for one owner of objects.
 *
 * @param owner what error messages call it, for example {@code vat "main"}
 */
public record Binding(ValueCodec codec, SlotTable slots, String owner) {}
