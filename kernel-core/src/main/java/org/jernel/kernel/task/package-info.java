/**
 * Tasks: what runs, its numbers, signals, children and way in and out of the kernel.
 *
 * <p>Modelled on {@code kernel/fork.c}, {@code kernel/exit.c}, {@code kernel/signal.c} and {@code kernel/entry/common.c}.
 */
@NullMarked
package org.jernel.kernel.task;

import org.jspecify.annotations.NullMarked;
