/** Shows from outside of a kernel that its state survives anything: {@code kill -9}, a disk that ends, and much work. */
@NullMarked
package dev.vellamo.store.sqlite.proof;

import org.jspecify.annotations.NullMarked;
