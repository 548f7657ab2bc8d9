/** The command {@code vellamo}. A thin client: it knows the config and no kernel, so it starts fast. */
@NullMarked
package dev.vellamo.cli;

import org.jspecify.annotations.NullMarked;
