package dev.vellamo.kernel.state;

/** What a slot of a vat designates, seen from the kernel. */
public sealed interface KernelRef permits KernelObject, KernelPromise {}
