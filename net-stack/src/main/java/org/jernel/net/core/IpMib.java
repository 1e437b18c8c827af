package org.jernel.net.core;

/**
 * What IPv4 counts, by the names and in the order of {@code /proc/net/snmp}, where forwarding and time to live come before.
 * {@code snmp4_ipstats_list}; RFC 4293.
 */
public enum IpMib implements MibItem {
    IN_RECEIVES("InReceives"),
    IN_HDR_ERRORS("InHdrErrors"),
    IN_ADDR_ERRORS("InAddrErrors"),
    FORW_DATAGRAMS("ForwDatagrams"),
    IN_UNKNOWN_PROTOS("InUnknownProtos"),
    IN_DISCARDS("InDiscards"),
    IN_DELIVERS("InDelivers"),
    OUT_REQUESTS("OutRequests"),
    OUT_DISCARDS("OutDiscards"),
    OUT_NO_ROUTES("OutNoRoutes"),
    REASM_TIMEOUT("ReasmTimeout"),
    REASM_REQDS("ReasmReqds"),
    REASM_OKS("ReasmOKs"),
    REASM_FAILS("ReasmFails"),
    FRAG_OKS("FragOKs"),
    FRAG_FAILS("FragFails"),
    FRAG_CREATES("FragCreates"),
    OUT_TRANSMITS("OutTransmits");

    private final String label;

    IpMib(String label) {
        this.label = label;
    }

    @Override
    public String label() {
        return label;
    }
}
