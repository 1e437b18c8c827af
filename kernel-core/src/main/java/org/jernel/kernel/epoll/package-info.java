/**
 * Epoll: a file that knows which of many other files are ready.
 *
 * <p>Modelled on {@code fs/eventpoll.c}.
 */
@NullMarked
package org.jernel.kernel.epoll;

import org.jspecify.annotations.NullMarked;
