package org.jernel.net.core;

/**
 * What ICMP counts, by the names and in the order of {@code /proc/net/snmp}, where the counts by type come between. {@code
 * snmp4_icmp_list}; RFC 2011.
 */
public enum IcmpMib implements MibItem {
    IN_MSGS("InMsgs"),
    IN_ERRORS("InErrors"),
    IN_CSUM_ERRORS("InCsumErrors"),
    OUT_MSGS("OutMsgs"),
    OUT_ERRORS("OutErrors"),
    OUT_RATE_LIMIT_GLOBAL("OutRateLimitGlobal"),
    OUT_RATE_LIMIT_HOST("OutRateLimitHost");

    private final String label;

    IcmpMib(String label) {
        this.label = label;
    }

    @Override
    public String label() {
        return label;
    }
}
