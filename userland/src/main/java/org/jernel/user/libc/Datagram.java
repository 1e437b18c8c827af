package org.jernel.user.libc;

import org.jernel.net.uapi.SockAddr;

/**
 * A datagram that {@code recvfrom} gave.
 *
 * @param length its bytes
 * @param from who sent it
 */
public record Datagram(int length, SockAddr from) {}
