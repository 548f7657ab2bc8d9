@NullMarked
package dev.vellamo.vm.linux;

import org.jspecify.annotations.NullMarked;
