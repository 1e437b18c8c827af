package org.jernel.user.libc;

import org.jernel.net.uapi.SockAddr;

/**
 * A connection that {@code accept} gave.
 *
 * @param fd its descriptor, -1 for an error
 * @param peer who connected
 */
public record Accepted(int fd, SockAddr peer) {}
