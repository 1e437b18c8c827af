package org.jernel.net.ipv4;

import org.jernel.net.core.SockCommon;

/** What a segment's four numbers can lead to: a connection, one that is being made, or the memory of one. */
sealed interface TcpEndpoint extends SockCommon permits TcpSock, TcpMiniSock {

    /** {@code sk_bound_dev_if}: the only device that its segments come by, 0 for any. */
    int boundDevIf();
}
