/** Breakpoints at system calls and functions of the kernel, at which tasks stop. Modelled on {@code kernel/debug}. */
@NullMarked
package org.jernel.kernel.breakpoint;

import org.jspecify.annotations.NullMarked;
