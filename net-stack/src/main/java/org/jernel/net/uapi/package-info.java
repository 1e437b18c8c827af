/**
 * What userland and kernel agree on: constants, address layouts and byte order of the socket calls.
 *
 * <p>Modelled on {@code include/uapi/linux/socket.h}, {@code in.h}, {@code tcp.h}.
 */
@NullMarked
package org.jernel.net.uapi;

import org.jspecify.annotations.NullMarked;
