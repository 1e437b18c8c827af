package org.jernel.net.core;

/**
 * What only Linux counts of TCP, of it what our own stack does, by the names and in the order of {@code /proc/net/netstat}.
 * {@code snmp4_net_list}.
 */
public enum LinuxMib implements MibItem {
    /** Handshakes that a reset ended. */
    EMBRYONIC_RSTS("EmbryonicRsts"),
    /** Connections that ended in TIME_WAIT. */
    TW("TW"),
    /** Segments with a timestamp of long ago. */
    PAWS_ESTAB("PAWSEstab"),
    DELAYED_ACKS("DelayedACKs"),
    /** Handshakes that found the accept queue full. */
    LISTEN_OVERFLOWS("ListenOverflows"),
    LISTEN_DROPS("ListenDrops"),
    /** Times that a timer sent a segment again. */
    TCP_TIMEOUTS("TCPTimeouts"),
    TCP_ABORT_ON_DATA("TCPAbortOnData"),
    /** Connections closed with something unread. */
    TCP_ABORT_ON_CLOSE("TCPAbortOnClose"),
    TCP_ABORT_ON_TIMEOUT("TCPAbortOnTimeout"),
    /** Segments of data, those that were sent again left out. */
    TCP_ORIG_DATA_SENT("TCPOrigDataSent"),
    /** Probes of SO_KEEPALIVE. */
    TCP_KEEP_ALIVE("TCPKeepAlive");

    private final String label;

    LinuxMib(String label) {
        this.label = label;
    }

    @Override
    public String label() {
        return label;
    }
}
