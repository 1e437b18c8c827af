/** Points at which the kernel's own functions can be watched and steered. Modelled on {@code kernel/kprobes.c}. */
@NullMarked
package org.jernel.kernel.probe;

import org.jspecify.annotations.NullMarked;
