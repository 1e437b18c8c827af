/**
 * User memory: address spaces with mapped ranges and rights, and the only ways to copy across the border.
 *
 * <p>Modelled on {@code mm/mmap.c}, {@code lib/usercopy.c} and {@code lib/iov_iter.c}.
 */
@NullMarked
package org.jernel.kernel.mm;

import org.jspecify.annotations.NullMarked;
