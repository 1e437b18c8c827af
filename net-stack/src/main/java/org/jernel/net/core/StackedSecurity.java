package org.jernel.net.core;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.net.uapi.SockAddr;

/** Two modules as one: the later is asked only where the earlier has let it happen. {@code call_int_hook}. */
@CheckReturnValue
record StackedSecurity(SocketSecurity earlier, SocketSecurity later) implements SocketSecurity {

    @Override
    public long socketCreate(int family, int type, int protocol, boolean kern) {
        long refused = earlier.socketCreate(family, type, protocol, kern);
        return refused != 0 ? refused : later.socketCreate(family, type, protocol, kern);
    }

    @Override
    public long socketSocketpair(Socket one, Socket other) {
        long refused = earlier.socketSocketpair(one, other);
        return refused != 0 ? refused : later.socketSocketpair(one, other);
    }

    @Override
    public long socketBind(Socket sock, SockAddr address) {
        long refused = earlier.socketBind(sock, address);
        return refused != 0 ? refused : later.socketBind(sock, address);
    }

    @Override
    public long socketConnect(Socket sock, SockAddr address) {
        long refused = earlier.socketConnect(sock, address);
        return refused != 0 ? refused : later.socketConnect(sock, address);
    }

    @Override
    public long socketListen(Socket sock, int backlog) {
        long refused = earlier.socketListen(sock, backlog);
        return refused != 0 ? refused : later.socketListen(sock, backlog);
    }

    @Override
    public long socketAccept(Socket sock, Socket newSock) {
        long refused = earlier.socketAccept(sock, newSock);
        return refused != 0 ? refused : later.socketAccept(sock, newSock);
    }

    @Override
    public long socketSendmsg(Socket sock, MsgHdr message, long size) {
        long refused = earlier.socketSendmsg(sock, message, size);
        return refused != 0 ? refused : later.socketSendmsg(sock, message, size);
    }

    @Override
    public long socketRecvmsg(Socket sock, MsgHdr message, long size, int flags) {
        long refused = earlier.socketRecvmsg(sock, message, size, flags);
        return refused != 0 ? refused : later.socketRecvmsg(sock, message, size, flags);
    }

    @Override
    public long socketGetsockname(Socket sock) {
        long refused = earlier.socketGetsockname(sock);
        return refused != 0 ? refused : later.socketGetsockname(sock);
    }

    @Override
    public long socketGetpeername(Socket sock) {
        long refused = earlier.socketGetpeername(sock);
        return refused != 0 ? refused : later.socketGetpeername(sock);
    }

    @Override
    public long socketGetsockopt(Socket sock, int level, int name) {
        long refused = earlier.socketGetsockopt(sock, level, name);
        return refused != 0 ? refused : later.socketGetsockopt(sock, level, name);
    }

    @Override
    public long socketSetsockopt(Socket sock, int level, int name) {
        long refused = earlier.socketSetsockopt(sock, level, name);
        return refused != 0 ? refused : later.socketSetsockopt(sock, level, name);
    }

    @Override
    public long socketShutdown(Socket sock, int how) {
        long refused = earlier.socketShutdown(sock, how);
        return refused != 0 ? refused : later.socketShutdown(sock, how);
    }
}
