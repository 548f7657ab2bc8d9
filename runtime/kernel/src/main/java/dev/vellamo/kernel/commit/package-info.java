/** Group commit: brings what the kernel state applied to the disk, and lets what leaves the kernel go only then. */
@NullMarked
package dev.vellamo.kernel.commit;

import org.jspecify.annotations.NullMarked;
