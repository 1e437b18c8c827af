/**
 * The system console: the terminal that a kernel's programs read and write, whatever the embedder puts behind it.
 *
 * <p>Modelled on {@code drivers/tty}; the line discipline is the backend's.
 */
@NullMarked
package org.jernel.kernel.console;

import org.jspecify.annotations.NullMarked;
