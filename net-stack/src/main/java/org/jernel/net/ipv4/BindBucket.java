package org.jernel.net.ipv4;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/** One local port and who holds it. {@code inet_bind_bucket}. Guarded by {@link InetHashTables}' port monitor. */
final class BindBucket {

    private final Set<BindOwner> owners = new LinkedHashSet<>();

    /** True while every owner got the port from {@code connect}, which may share it: the four numbers still differ. */
    private boolean connectOnly = true;

    void add(BindOwner owner, boolean byConnect) {
        owners.add(owner);
        connectOnly &= byConnect;
    }

    void remove(BindOwner owner) {
        owners.remove(owner);
    }

    boolean isEmpty() {
        return owners.isEmpty();
    }

    boolean isConnectOnly() {
        return connectOnly;
    }

    Collection<BindOwner> owners() {
        return owners;
    }

    /**
     * True if {@code sk} must not share the port with who has it. {@code inet_csk_bind_conflict}.
     *
     * @param named true if the caller named the port: then SO_REUSEADDR and SO_REUSEPORT count, while a port of the
     *     kernel's choice is shared with nobody on the same address
     */
    boolean conflicts(BindOwner sk, boolean named) {
        for (BindOwner other : owners) {
            if (other.equals(sk) || !BoundDevice.overlap(sk.boundDevIf(), other.boundDevIf())
                    || !addressesConflict(sk, other)) {
                continue;
            }
            boolean mayReuse =
                    other.givesWay() || (sk.reuseAddr() && other.reuseAddr() && !other.isListening());
            boolean mayBalance = sk.reusePort() && other.reusePort();
            if (!named || (!mayReuse && !mayBalance)) {
                return true;
            }
        }
        return false;
    }

    private static boolean addressesConflict(BindOwner sk, BindOwner other) {
        return RcvSaddr.conflict(
                sk.family(), sk.rcvSaddr(), sk.isIpv6Only(), other.rcvSaddr(), other.isIpv6Only());
    }
}
