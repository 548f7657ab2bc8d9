/** What a guest may do and what it is kept from: values, and the thread that takes them upon itself. */
@NullMarked
package dev.vellamo.vm.confinement;

import org.jspecify.annotations.NullMarked;
