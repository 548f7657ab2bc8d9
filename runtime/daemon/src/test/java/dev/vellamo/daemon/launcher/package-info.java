@NullMarked
package dev.vellamo.daemon.launcher;

import org.jspecify.annotations.NullMarked;
