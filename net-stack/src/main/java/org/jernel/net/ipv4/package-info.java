/**
 * Our own IPv4, and TCP over both versions: segments in packets over network devices, without any socket of the host's.
 *
 * <p>Modelled on {@code net/ipv4}; what a packet of IPv6 looks like is left to {@code org.jernel.net.ipv6}. Functions are
 * static and work on a {@link org.jernel.net.ipv4.TcpSock} whose lock the caller holds, unless they say otherwise; what
 * belongs to a whole kernel hangs on {@link org.jernel.net.ipv4.Ipv4}.
 */
@NullMarked
package org.jernel.net.ipv4;

import org.jspecify.annotations.NullMarked;
