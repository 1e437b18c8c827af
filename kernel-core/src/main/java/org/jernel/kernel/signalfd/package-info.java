/**
 * Signals that are read from a file instead of being handled.
 *
 * <p>Modelled on {@code fs/signalfd.c}.
 */
@NullMarked
package org.jernel.kernel.signalfd;

import org.jspecify.annotations.NullMarked;
