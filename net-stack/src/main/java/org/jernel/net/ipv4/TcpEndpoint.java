package org.jernel.net.ipv4;

/** What a segment's four numbers can lead to: a connection, one that is being made, or the memory of one. */
sealed interface TcpEndpoint permits TcpSock, RequestSock, TimewaitSock {}
