package org.jernel.net.ipv4;

import org.jernel.net.uapi.In6Addr;

/** Who keeps a local port from others. Its values are read under the port table's monitor. */
interface BindOwner {

    int family();

    In6Addr rcvSaddr();

    /** {@code ipv6_only_sock}. */
    boolean isIpv6Only();

    boolean reuseAddr();

    boolean reusePort();

    boolean isListening();

    /** {@code sk_bound_dev_if}. */
    int boundDevIf();

    /** True if whoever names the port may have it all the same: what KernelConfig.withRebindsTimeWait asks for. */
    default boolean givesWay() {
        return false;
    }
}
