package dev.vellamo.vat.engine;

import dev.vellamo.vat.StreamHandle;

/** A stream that a method is to take, and how the other arguments are bound. */
record OpenedStream(StreamHandle handle, Binding binding) {}
