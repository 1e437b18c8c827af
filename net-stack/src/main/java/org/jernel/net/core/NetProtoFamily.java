package org.jernel.net.core;

import org.jernel.kernel.owner.OperationsOwner;
import org.jspecify.annotations.Nullable;

/** A family that sockets can be made of. {@code struct net_proto_family}. */
public interface NetProtoFamily {

    int family();

    /** Whose it is, and must stay while there is a socket of it; null for the kernel's own. */
    default @Nullable OperationsOwner owner() {
        return OperationsOwner.of(this);
    }

    /**
     * Gives a fresh socket its operations and its sock.
     *
     * @param kern true for a socket of kernel code, which needs no rights
     * @throws org.jernel.syscall.ErrnoException ESOCKTNOSUPPORT, EPROTONOSUPPORT, EPERM, EACCES
     */
    void create(Net net, Socket sock, int protocol, boolean kern);
}
