/**
 * The kernel's clock and timers: no other code asks the host what time it is, so that time can be made virtual later.
 *
 * <p>Modelled on {@code kernel/time}.
 */
@NullMarked
package org.jernel.kernel.time;

import org.jspecify.annotations.NullMarked;
