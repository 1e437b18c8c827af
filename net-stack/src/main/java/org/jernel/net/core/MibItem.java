package org.jernel.net.core;

/** A counter that {@code /proc/net} lists. {@code struct snmp_mib}. */
public interface MibItem {

    /** The column's name. */
    String label();
}
