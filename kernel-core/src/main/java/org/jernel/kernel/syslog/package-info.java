/**
 * The kernel's log as programs read it: the {@code syslog} call and the texts of its records.
 *
 * <p>Modelled on {@code kernel/printk/printk.c}.
 */
@NullMarked
package org.jernel.kernel.syslog;

import org.jspecify.annotations.NullMarked;
