@NullMarked
package dev.vellamo.cli;

import org.jspecify.annotations.NullMarked;
