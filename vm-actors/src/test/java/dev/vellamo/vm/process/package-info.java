@NullMarked
package dev.vellamo.vm.process;

import org.jspecify.annotations.NullMarked;
