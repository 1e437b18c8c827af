package org.jernel.net.core;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.security.SecurityModule;
import org.jernel.net.uapi.SockAddr;

/**
 * The socket hooks of {@code include/linux/lsm_hook_defs.h}: what a security module is asked before sockets do something.
 */
@CheckReturnValue
public interface SocketSecurity extends SecurityModule {

    /**
     * Before a socket is made; family and type are in range, the rest is not looked at yet.
     *
     * @param kern true when the kernel makes it for itself
     */
    default long socketCreate(int family, int type, int protocol, boolean kern) {
        return 0;
    }

    /** Before two new sockets become each other's peers, which may fail still. */
    default long socketSocketpair(Socket one, Socket other) {
        return 0;
    }

    /** Before bind(2) gives an address; kernel code that binds is not asked about. */
    default long socketBind(Socket sock, SockAddr address) {
        return 0;
    }

    /** Before connect(2). */
    default long socketConnect(Socket sock, SockAddr address) {
        return 0;
    }

    /** Before listen(2). */
    default long socketListen(Socket sock, int backlog) {
        return 0;
    }

    /** Before accept(2) takes a connection, which waits or is still to come. */
    default long socketAccept(Socket sock, Socket newSock) {
        return 0;
    }

    /** Before anything is sent, also by write(2) and by kernel code. */
    default long socketSendmsg(Socket sock, MsgHdr message, long size) {
        return 0;
    }

    /** Before anything is received, also by read(2) and by kernel code. */
    default long socketRecvmsg(Socket sock, MsgHdr message, long size, int flags) {
        return 0;
    }

    /** Before getsockname(2). */
    default long socketGetsockname(Socket sock) {
        return 0;
    }

    /** Before getpeername(2). */
    default long socketGetpeername(Socket sock) {
        return 0;
    }

    /** Before getsockopt(2). */
    default long socketGetsockopt(Socket sock, int level, int name) {
        return 0;
    }

    /** Before setsockopt(2). */
    default long socketSetsockopt(Socket sock, int level, int name) {
        return 0;
    }

    /** Before shutdown(2). */
    default long socketShutdown(Socket sock, int how) {
        return 0;
    }
}
