/**
 * The socket layer: the system calls, the files behind socket descriptors, and what kernel code calls instead.
 *
 * <p>Modelled on {@code net/socket.c}.
 */
@NullMarked
package org.jernel.net.socket;

import org.jspecify.annotations.NullMarked;
