package org.jernel.net.core;

/**
 * What UDP counts, by the names and in the order of {@code /proc/net/snmp}. {@code snmp4_udp_list} and {@code snmp6_udp6_list};
 * RFC 4113.
 */
public enum UdpMib implements MibItem {
    /** Datagrams that somebody has received. */
    IN_DATAGRAMS("InDatagrams"),
    /** Datagrams for ports that nobody has. */
    NO_PORTS("NoPorts"),
    /** Datagrams that were dropped for any other reason. */
    IN_ERRORS("InErrors"),
    OUT_DATAGRAMS("OutDatagrams"),
    /** Datagrams that found the receive buffer full. */
    RCVBUF_ERRORS("RcvbufErrors"),
    /** Datagrams that found no room in the send buffer. */
    SNDBUF_ERRORS("SndbufErrors"),
    IN_CSUM_ERRORS("InCsumErrors"),
    /** Datagrams to groups or all that nobody wanted. */
    IGNORED_MULTI("IgnoredMulti"),
    MEM_ERRORS("MemErrors");

    private final String label;

    UdpMib(String label) {
        this.label = label;
    }

    @Override
    public String label() {
        return label;
    }
}
