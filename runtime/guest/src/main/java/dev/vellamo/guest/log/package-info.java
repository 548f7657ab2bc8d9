/** Where a guest logs to. */
@NullMarked
package dev.vellamo.guest.log;

import org.jspecify.annotations.NullMarked;
