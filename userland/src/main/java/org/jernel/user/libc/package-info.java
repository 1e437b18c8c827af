/**
 * The C library of programs written in Java: what they call, and how it becomes numbers and addresses for the kernel.
 *
 * <p>One class a header; {@link org.jernel.user.libc.Libc} has them all, as a C program has.
 */
@NullMarked
package org.jernel.user.libc;

import org.jspecify.annotations.NullMarked;
