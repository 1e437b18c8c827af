package org.jernel.net.core;

/**
 * What TCP counts, by the names and in the order of {@code /proc/net/snmp}; the limits and the open connections are no counters.
 * {@code snmp4_tcp_list}; RFC 4022.
 */
public enum TcpMib implements MibItem {
    /** Connections begun here. */
    ACTIVE_OPENS("ActiveOpens"),
    /** Connections that a listener got. */
    PASSIVE_OPENS("PassiveOpens"),
    /** Handshakes that came to nothing. */
    ATTEMPT_FAILS("AttemptFails"),
    /** Connections that ended without the goodbyes. */
    ESTAB_RESETS("EstabResets"),
    IN_SEGS("InSegs"),
    OUT_SEGS("OutSegs"),
    RETRANS_SEGS("RetransSegs"),
    IN_ERRS("InErrs"),
    OUT_RSTS("OutRsts"),
    IN_CSUM_ERRORS("InCsumErrors");

    private final String label;

    TcpMib(String label) {
        this.label = label;
    }

    @Override
    public String label() {
        return label;
    }
}
