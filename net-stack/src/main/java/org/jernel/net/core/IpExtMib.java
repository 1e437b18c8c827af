package org.jernel.net.core;

/** What IP counts beside, by the names and in the order of {@code /proc/net/netstat}. {@code snmp4_ipextstats_list}. */
public enum IpExtMib implements MibItem {
    IN_NO_ROUTES("InNoRoutes"),
    IN_TRUNCATED_PKTS("InTruncatedPkts"),
    IN_MCAST_PKTS("InMcastPkts"),
    OUT_MCAST_PKTS("OutMcastPkts"),
    IN_BCAST_PKTS("InBcastPkts"),
    OUT_BCAST_PKTS("OutBcastPkts"),
    IN_OCTETS("InOctets"),
    OUT_OCTETS("OutOctets"),
    IN_CSUM_ERRORS("InCsumErrors");

    private final String label;

    IpExtMib(String label) {
        this.label = label;
    }

    @Override
    public String label() {
        return label;
    }
}
