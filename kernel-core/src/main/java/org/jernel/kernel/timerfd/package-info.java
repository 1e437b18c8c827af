/**
 * Timers that can be waited for as files.
 *
 * <p>Modelled on {@code fs/timerfd.c}.
 */
@NullMarked
package org.jernel.kernel.timerfd;

import org.jspecify.annotations.NullMarked;
