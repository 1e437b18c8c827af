package org.jernel.net.ipv4;

/** What a connection has counted, for TCP_INFO. Under the sock's lock. */
final class TcpCounters {

    /** SYN and FIN count as a byte each in what was acknowledged and received. */
    long bytesAcked;

    long bytesReceived;
    long bytesSent;
    long bytesRetransmitted;
    int segmentsOut;
    int segmentsIn;
    int dataSegmentsOut;
    int dataSegmentsIn;
    int totalRetransmits;

    /** Segments that the peer has. */
    int delivered;

    /** When data went out last, and when an acknowledgement came, in clock nanoseconds; 0 for never. */
    long lastDataSent;

    long lastAckReceived;
}
