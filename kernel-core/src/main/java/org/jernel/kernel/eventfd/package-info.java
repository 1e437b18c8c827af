/**
 * Event counters that can be waited for as files.
 *
 * <p>Modelled on {@code fs/eventfd.c}.
 */
@NullMarked
package org.jernel.kernel.eventfd;

import org.jspecify.annotations.NullMarked;
