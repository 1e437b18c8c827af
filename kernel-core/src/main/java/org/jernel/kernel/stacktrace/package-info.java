/** Where tasks stand in the kernel, in Linux's names. Modelled on {@code kernel/stacktrace.c}. */
@NullMarked
package org.jernel.kernel.stacktrace;

import org.jspecify.annotations.NullMarked;
