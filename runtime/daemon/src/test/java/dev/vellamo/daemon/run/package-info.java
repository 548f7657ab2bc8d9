@NullMarked
package dev.vellamo.daemon.run;

import org.jspecify.annotations.NullMarked;
