package org.jernel.net.core;

/** A family that sockets can be made of. {@code struct net_proto_family}. */
public interface NetProtoFamily {

    int family();

    /**
     * Gives a fresh socket its operations and its sock.
     *
     * @param kern true for a socket of kernel code, which needs no rights
     * @throws org.jernel.syscall.ErrnoException ESOCKTNOSUPPORT, EPROTONOSUPPORT, EPERM, EACCES
     */
    void create(Net net, Socket sock, int protocol, boolean kern);
}
