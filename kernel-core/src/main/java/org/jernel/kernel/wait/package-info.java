/**
 * The one way to sleep: wait queues, and the part of a task that sleeps on them.
 *
 * <p>Modelled on {@code kernel/sched/wait.c}.
 */
@NullMarked
package org.jernel.kernel.wait;

import org.jspecify.annotations.NullMarked;
