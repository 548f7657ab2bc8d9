/** Keeps the state of a kernel in a SQLite file. */
@NullMarked
package dev.vellamo.store.sqlite;

import org.jspecify.annotations.NullMarked;
