package dev.vellamo.vat.engine;

/** What is kept of a durable object. */
record StoredObject<S>(String kind, S state) {}
