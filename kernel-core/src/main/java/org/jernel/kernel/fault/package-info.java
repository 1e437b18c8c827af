/** Faults that are injected where the kernel asks for them. Modelled on {@code lib/fault-inject.c} and {@code kernel/fail_function.c}. */
@NullMarked
package org.jernel.kernel.fault;

import org.jspecify.annotations.NullMarked;
