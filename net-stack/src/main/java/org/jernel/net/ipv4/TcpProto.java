package org.jernel.net.ipv4;

import org.jernel.kernel.file.Poll;
import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Net;
import org.jernel.net.core.Proto;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.Sock;
import org.jernel.net.core.SolSocket;
import org.jernel.net.core.TcpMib;
import org.jernel.net.core.TcpState;
import org.jernel.net.inet.TcpIoctl;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.OptName;
import org.jernel.net.uapi.Shutdown;
import org.jernel.net.uapi.SockAddr;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jspecify.annotations.Nullable;

/** TCP as the socket layer sees it. {@code tcp_prot} and {@code tcpv6_prot}, and {@code net/ipv4/tcp.c}. */
final class TcpProto implements Proto {

    private final Ipv4 ipv4;
    private final int family;

    /** @param family AF_INET or AF_INET6, which the socks are to be of */
    TcpProto(Ipv4 ipv4, int family) {
        this.ipv4 = ipv4;
        this.family = family;
    }

    Ipv4 ipv4() {
        return ipv4;
    }

    @Override
    public String name() {
        return family == AddressFamily.AF_INET6 ? "TCPv6" : "TCP";
    }

    @Override
    public TcpSock createSock(Net net, int type, int protocol) {
        ipv4.checkUp();
        return new TcpSock(ipv4, this, family);
    }

    @Override
    public int getPort(Sock sock, int port) {
        TcpSock sk = (TcpSock) sock;
        sk.num = ipv4.hash().bind(sk, port);
        sk.portHeld = true;
        return sk.num;
    }

    @Override
    public void putPort(Sock sock) {
        putPort((TcpSock) sock);
    }

    /** {@code inet_put_port}: getsockname goes on telling the port, but it is free for others and the sock for another bind. */
    static void putPort(TcpSock sk) {
        if (sk.portHeld) {
            sk.portHeld = false;
            sk.portByConnect = false;
            sk.ipv4.hash().unbind(sk.num, sk);
            sk.rememberPort();
            sk.num = 0;
        }
    }

    @Override
    public void listen(Sock sock, int backlog) {
        TcpSock sk = (TcpSock) sock;
        sk.maxAckBacklog = backlog;
        if (sk.state() == TcpState.LISTEN) {
            return;
        }
        if (!sk.portHeld) {
            getPort(sk, 0);
        }
        // Listening first and looking then: of two that try at once, one at least sees the other.
        sk.setState(TcpState.LISTEN);
        if (!ipv4.hash().mayListen(sk, sk.num)) {
            sk.setState(TcpState.CLOSE);
            throw Errno.EADDRINUSE.exception();
        }
        ipv4.hash().listen(sk);
        checkUp(sk);
    }

    /** Takes a sock out of the tables again if the network has gone down meanwhile. */
    static void checkUp(TcpSock sk) {
        try {
            sk.ipv4.checkUp();
        } catch (ErrnoException down) {
            setClosed(sk);
            throw down;
        }
    }

    @Override
    @KernelFunction("tcp_v4_connect")
    public void connect(Sock sk, SockAddr addr) {
        TcpConnect.connect((TcpSock) sk, addr);
    }

    @Override
    public void disconnect(Sock sk) {
        TcpClose.disconnect((TcpSock) sk);
    }

    @Override
    public @Nullable Sock acceptOrNull(Sock sock) {
        TcpSock sk = (TcpSock) sock;
        TcpSock child = sk.acceptQueue.poll();
        sk.ackBacklog = sk.acceptQueue.size();
        return child;
    }

    @Override
    public void shutdown(Sock sk, int how) {
        TcpClose.shutdown((TcpSock) sk, how);
    }

    @Override
    public void close(Sock sk) {
        TcpClose.close((TcpSock) sk);
    }

    @Override
    @KernelFunction("tcp_sendmsg")
    public long sendmsg(Sock sk, MsgHdr message) {
        return TcpSendmsg.sendmsg((TcpSock) sk, message);
    }

    @Override
    @KernelFunction("tcp_recvmsg")
    public long recvmsg(Sock sk, MsgHdr message, int flags) {
        return TcpRecvmsg.recvmsg((TcpSock) sk, message, flags);
    }

    /** {@code tcp_poll}. */
    @Override
    public int poll(Sock sock, @Nullable PollTable table) {
        TcpSock sk = (TcpSock) sock;
        TcpState state = sk.state();
        if (state == TcpState.LISTEN) {
            return sk.ackBacklog == 0 ? 0 : Poll.POLLIN | Poll.POLLRDNORM;
        }
        int mask = 0;
        int shutdown = sk.shutdownMask();
        if (shutdown == Shutdown.SHUTDOWN_MASK || state == TcpState.CLOSE) {
            mask |= Poll.POLLHUP;
        }
        if ((shutdown & Shutdown.RCV_SHUTDOWN) != 0) {
            mask |= Poll.POLLIN | Poll.POLLRDNORM | Poll.POLLRDHUP;
        }
        if (!state.isOneOf(TcpState.SYN_SENT, TcpState.SYN_RECV)) {
            if (sk.isReadable()) {
                mask |= Poll.POLLIN | Poll.POLLRDNORM;
            }
            if ((shutdown & Shutdown.SEND_SHUTDOWN) != 0 || isWriteable(sk)) {
                mask |= Poll.POLLOUT | Poll.POLLWRNORM;
            }
            if (sk.urgent.isValid()) {
                mask |= Poll.POLLPRI;
            }
        }
        if (sk.err() != 0) {
            mask |= Poll.POLLERR;
        }
        return mask;
    }

    /** Asks to be woken before looking again, so that room which comes in between is seen or told. */
    private static boolean isWriteable(TcpSock sk) {
        if (sk.isWriteable()) {
            return true;
        }
        sk.noSpace = true;
        return sk.isWriteable();
    }

    @Override
    public long ioctl(Sock sk, int command) {
        return TcpIoctl.ioctl((TcpSock) sk, command);
    }

    /** {@code tcp_splice_eof}. */
    @Override
    public void spliceEof(Sock sk) {
        TcpSendmsg.push((TcpSock) sk);
    }

    @Override
    public void optionChanged(Sock sock, int level, int name) {
        TcpSock sk = (TcpSock) sock;
        if ((level == SolSocket.SOL_SOCKET && name == OptName.SO_KEEPALIVE)
                || (level == IpProtocol.IPPROTO_TCP && name == OptName.TCP_KEEPIDLE)) {
            sk.lastHeard = sk.now();
            sk.timer.armKeepalive();
        } else if (OptName.bindsToDevice(level, name)) {
            TcpConnect.routeAnew(sk);
        } else if (level == SolSocket.SOL_SOCKET && name == OptName.SO_SNDBUF) {
            sk.checkSpace();
        } else if (level == SolSocket.SOL_SOCKET && name == OptName.SO_RCVLOWAT) {
            sk.windowClamp = Math.max(sk.windowClamp, TcpWindow.fullSpace(sk));
            sk.dataReady();
        } else if (level == IpProtocol.IPPROTO_TCP && name == OptName.TCP_NODELAY && sk.tcp.noDelay) {
            TcpOutput.pushPendingFrames(sk, TcpOutput.NAGLE_OFF | TcpOutput.NAGLE_PUSH);
        } else if (level == IpProtocol.IPPROTO_TCP && name == OptName.TCP_CORK && !sk.tcp.cork) {
            TcpOutput.pushPendingFrames(sk, TcpOutput.nonagle(sk));
        } else if (level == IpProtocol.IPPROTO_TCP && name == OptName.TCP_QUICKACK && sk.tcp.quickAck) {
            sk.ack.pingpong = false;
            if (sk.ack.scheduled) {
                TcpOutput.sendAck(sk);
            }
        }
    }

    @Override
    public void backlogRcv(Sock sock, SkBuff skb) {
        TcpSock sk = (TcpSock) sock;
        switch (sk.state()) {
            case LISTEN -> ipv4.tcp().receiveOnListener(sk, skb);
            // It closed after the segment was looked up: who is there now, perhaps its memory in TIME_WAIT, must see it.
            case CLOSE -> ipv4.tcp().receiveUnless(sk, skb);
            default -> TcpInput.receive(sk, skb);
        }
    }

    @Override
    public void releaseCb(Sock sk) {
        ipv4.softIrq().doSoftirq();
    }

    /** Nothing can be received or sent any more. {@code tcp_done}. */
    static void done(TcpSock sk) {
        if (sk.state().isOneOf(TcpState.SYN_SENT, TcpState.SYN_RECV)) {
            sk.ipv4.count(TcpMib.ATTEMPT_FAILS);
        }
        setClosed(sk);
        sk.timer.deleteAll();
        sk.setShutdownMask(Shutdown.SHUTDOWN_MASK);
        if (sk.isOrphan()) {
            destroy(sk);
        } else {
            sk.stateChange();
        }
    }

    /** {@code tcp_set_state(sk, TCP_CLOSE)}: out of the tables; a port that the user chose stays his until he closes. */
    static void setClosed(TcpSock sk) {
        TcpState old = sk.state();
        if (old.isOneOf(TcpState.ESTABLISHED, TcpState.CLOSE_WAIT)) {
            sk.ipv4.count(TcpMib.ESTAB_RESETS);
        }
        if (old == TcpState.LISTEN) {
            sk.ipv4.hash().unlisten(sk);
        } else if (old != TcpState.CLOSE) {
            sk.ipv4.hash().established().remove(sk.saddr, sk.num, sk.daddr, sk.dport, sk);
        }
        sk.setState(TcpState.CLOSE);
        if (!sk.boundPort) {
            putPort(sk);
        }
    }

    /** Gives everything back. {@code inet_csk_destroy_sock}. */
    static void destroy(TcpSock sk) {
        sk.timer.deleteAll();
        sk.purgeReceiveQueues();
        sk.purgeWriteQueues();
        putPort(sk);
    }

    /** The kernel goes down with this sock open. */
    static void networkDown(TcpSock sk) {
        sk.lockSock();
        try {
            if (sk.state() != TcpState.CLOSE) {
                writeErr(sk, Errno.ENETDOWN);
            }
        } finally {
            sk.releaseSock();
        }
    }

    /** The peer does not answer. {@code tcp_write_err}. */
    static void writeErr(TcpSock sk, Errno errno) {
        sk.setErr(errno.number());
        sk.purgeWriteQueues();
        done(sk);
        if (!sk.isOrphan()) {
            sk.errorReport();
        }
    }
}
