package org.jernel.test.security;

import java.util.ArrayList;
import java.util.List;

import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Socket;
import org.jernel.net.core.SocketSecurity;
import org.jernel.net.uapi.SockAddr;
import org.jernel.syscall.Errno;

/** A module that notes what it is asked, by the hook's Linux name, and refuses one of it with EACCES. */
final class Guard implements SocketSecurity {

    private final List<String> asked = new ArrayList<>();
    private String refused = "";

    /** What it was asked since the last look. */
    List<String> asked() {
        var seen = List.copyOf(asked);
        asked.clear();
        return seen;
    }

    void refuse(String hook) {
        refused = hook;
    }

    private long answer(String hook) {
        asked.add(hook);
        return hook.equals(refused) ? Errno.EACCES.negated() : 0;
    }

    @Override
    public long socketCreate(int family, int type, int protocol, boolean kern) {
        return answer("socket_create");
    }

    @Override
    public long socketSocketpair(Socket one, Socket other) {
        return answer("socket_socketpair");
    }

    @Override
    public long socketBind(Socket sock, SockAddr address) {
        return answer("socket_bind");
    }

    @Override
    public long socketConnect(Socket sock, SockAddr address) {
        return answer("socket_connect");
    }

    @Override
    public long socketListen(Socket sock, int backlog) {
        return answer("socket_listen");
    }

    @Override
    public long socketAccept(Socket sock, Socket newSock) {
        return answer("socket_accept");
    }

    @Override
    public long socketSendmsg(Socket sock, MsgHdr message, long size) {
        return answer("socket_sendmsg");
    }

    @Override
    public long socketRecvmsg(Socket sock, MsgHdr message, long size, int flags) {
        return answer("socket_recvmsg");
    }

    @Override
    public long socketGetsockname(Socket sock) {
        return answer("socket_getsockname");
    }

    @Override
    public long socketGetpeername(Socket sock) {
        return answer("socket_getpeername");
    }

    @Override
    public long socketGetsockopt(Socket sock, int level, int name) {
        return answer("socket_getsockopt");
    }

    @Override
    public long socketSetsockopt(Socket sock, int level, int name) {
        return answer("socket_setsockopt");
    }

    @Override
    public long socketShutdown(Socket sock, int how) {
        return answer("socket_shutdown");
    }
}
