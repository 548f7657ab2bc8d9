@NullMarked
package dev.vellamo.vm.confinement;

import org.jspecify.annotations.NullMarked;
