@NullMarked
package dev.vellamo.io.link;

import org.jspecify.annotations.NullMarked;
