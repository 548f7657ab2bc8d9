/** The kernel's own side: refs and promises for host code, kernel services, IO channels as objects that vats call. */
@NullMarked
package dev.vellamo.kernel.host;

import org.jspecify.annotations.NullMarked;
