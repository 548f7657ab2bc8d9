/**
 * What the kernel and a guest say to each other about one heap of a vat, and how it is written.
 *
 * <p>One stream of the link carries one heap, in order: the kernel sends {@link dev.vellamo.guest.frame.ToVat}, the guest
 * answers with {@link dev.vellamo.guest.frame.FromVat}. Values only: nothing here runs anything.
 */
@NullMarked
package dev.vellamo.guest.frame;

import org.jspecify.annotations.NullMarked;
