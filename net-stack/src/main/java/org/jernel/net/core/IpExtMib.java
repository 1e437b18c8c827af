package org.jernel.net.core;

import java.util.List;

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
    IN_MCAST_OCTETS("InMcastOctets"),
    OUT_MCAST_OCTETS("OutMcastOctets"),
    IN_BCAST_OCTETS("InBcastOctets"),
    OUT_BCAST_OCTETS("OutBcastOctets"),
    IN_CSUM_ERRORS("InCsumErrors"),
    IN_NO_ECT_PKTS("InNoECTPkts"),
    IN_ECT1_PKTS("InECT1Pkts"),
    IN_ECT0_PKTS("InECT0Pkts"),
    IN_CE_PKTS("InCEPkts"),
    REASM_OVERLAPS("ReasmOverlaps");

    /** By the last two bits of a packet's TOS or traffic class; RFC 3168. */
    private static final List<IpExtMib> BY_ECN = List.of(IN_NO_ECT_PKTS, IN_ECT1_PKTS, IN_ECT0_PKTS, IN_CE_PKTS);

    private final String label;

    IpExtMib(String label) {
        this.label = label;
    }

    /** What counts packets that say of congestion what this TOS or traffic class says. */
    public static IpExtMib ofEcn(int tos) {
        return BY_ECN.get(tos & BY_ECN.size() - 1);
    }

    @Override
    public String label() {
        return label;
    }
}
