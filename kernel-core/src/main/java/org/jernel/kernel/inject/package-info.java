/**
 * Errors, delays and signals that are injected into system calls and functions of the kernel, in the words of {@code strace -e
 * inject=}. Modelled on {@code lib/error-inject.c} and {@code kernel/fail_function.c}.
 */
@NullMarked
package org.jernel.kernel.inject;

import org.jspecify.annotations.NullMarked;
