/**
 * Character devices: who drives which numbers, and those that every system has.
 *
 * <p>Modelled on {@code fs/char_dev.c} and {@code drivers/char}.
 */
@NullMarked
package org.jernel.kernel.chrdev;

import org.jspecify.annotations.NullMarked;
