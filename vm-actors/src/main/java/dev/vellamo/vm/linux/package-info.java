/** What is asked of Linux directly: system calls by their number, processes, signals, descriptors. Blocking, no Pekko. */
@NullMarked
package dev.vellamo.vm.linux;

import org.jspecify.annotations.NullMarked;
