/**
 * Sockets and socks, whatever their family: state, queues, locks, waiting, buffers.
 *
 * <p>Modelled on {@code net/core} and {@code include/net/sock.h}.
 */
@NullMarked
package org.jernel.net.core;

import org.jspecify.annotations.NullMarked;
