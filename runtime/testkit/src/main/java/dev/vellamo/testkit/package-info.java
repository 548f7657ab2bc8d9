/**
 * What the tests of a program that embeds Vellamo use.
 *
 * <p>{@link dev.vellamo.testkit.KernelExtension} gives each test a kernel of its own, in virtual time and with sockets in
 * memory; {@link dev.vellamo.testkit.Baseline} shows that nothing is left; {@link dev.vellamo.testkit.ForeignProgram} runs
 * clients that nobody here wrote.
 */
@NullMarked
package dev.vellamo.testkit;

import org.jspecify.annotations.NullMarked;
