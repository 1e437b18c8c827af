/**
 * The kernel's log: a ring buffer with levels and times, copied to SLF4J.
 *
 * <p>Modelled on {@code kernel/printk}.
 */
@NullMarked
package org.jernel.kernel.printk;

import org.jspecify.annotations.NullMarked;
