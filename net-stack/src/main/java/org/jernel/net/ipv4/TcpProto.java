package org.jernel.net.ipv4;

import org.jernel.kernel.file.Poll;
import org.jernel.kernel.file.PollTable;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Net;
import org.jernel.net.core.Proto;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.Sock;
import org.jernel.net.core.SolSocket;
import org.jernel.net.core.TcpState;
import org.jernel.net.inet.TcpIoctl;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.OptName;
import org.jernel.net.uapi.Shutdown;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jspecify.annotations.Nullable;

/** TCP as the socket layer sees it. {@code tcp_prot} of {@code net/ipv4/tcp_ipv4.c} and {@code net/ipv4/tcp.c}. */
final class TcpProto implements Proto {

    private final Ipv4 ipv4;

    TcpProto(Ipv4 ipv4) {
        this.ipv4 = ipv4;
    }

    Ipv4 ipv4() {
        return ipv4;
    }

    @Override
    public String name() {
        return "TCP";
    }

    @Override
    public TcpSock createSock(Net net, int type, int protocol) {
        ipv4.checkUp();
        return new TcpSock(ipv4, this);
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

    /** {@code inet_put_port}: the number stays for getsockname, the port is free for others. */
    static void putPort(TcpSock sk) {
        if (sk.portHeld) {
            sk.portHeld = false;
            sk.portByConnect = false;
            sk.ipv4.hash().unbind(sk.num, sk);
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

    private void checkUp(TcpSock sk) {
        try {
            ipv4.checkUp();
        } catch (ErrnoException down) {
            setClosed(sk);
            throw down;
        }
    }

    /** {@code tcp_v4_connect}. */
    @Override
    public void connect(Sock sock, SockAddr addr) {
        TcpSock sk = (TcpSock) sock;
        if (addr.length() < SockAddrIn.LENGTH) {
            throw Errno.EINVAL.exception();
        }
        if (!SockAddrIn.isInet(addr)) {
            throw Errno.EAFNOSUPPORT.exception();
        }
        int daddr = SockAddrIn.address(addr) == SockAddrIn.INADDR_ANY
                ? SockAddrIn.INADDR_LOOPBACK
                : SockAddrIn.address(addr);
        Route route = ipv4.fib().lookup(daddr);
        if (route == null || route.type() == Route.Type.BROADCAST) {
            throw Errno.ENETUNREACH.exception();
        }
        sk.route = route;
        boolean chosen = sk.saddr == 0;
        if (chosen) {
            sk.saddr = route.prefSrc();
            sk.rcvSaddr = sk.saddr;
        }
        sk.daddr = daddr;
        sk.dport = SockAddrIn.port(addr);
        initConnect(sk);
        sk.setState(TcpState.SYN_SENT);
        try {
            ipv4.hash().hashConnect(sk);
        } catch (ErrnoException full) {
            sk.setState(TcpState.CLOSE);
            sk.dport = 0;
            sk.daddr = 0;
            if (chosen) {
                sk.saddr = 0;
                sk.rcvSaddr = 0;
            }
            throw full;
        }
        checkUp(sk);
        startConnect(sk);
    }

    /** {@code tcp_connect_init}, as far as the hash need not know. */
    private void initConnect(TcpSock sk) {
        sk.setErr(0);
        sk.done = false;
        sk.rxOpt = new TcpReceivedOptions();
        sk.tsOffset = ipv4.secureSeq().timestampOffset(sk.saddr, sk.daddr);
        sk.writeSeq = 0;
    }

    private void startConnect(TcpSock sk) {
        // One that takes over from a connection in TIME_WAIT has begun beyond its numbers already.
        if (sk.writeSeq == 0) {
            sk.writeSeq = ipv4.secureSeq().initialSequence(sk.saddr, sk.num, sk.daddr, sk.dport, sk.now());
        }
        sk.ipId = ipv4.random().getRandomInt();
        sk.rxOpt.rcvWscale = TcpWindow.initialScale(sk);
        sk.advmss = TcpSegment.synMss(sk);
        sk.rcvWnd = TcpWindow.initialWindow(sk, sk.advmss);
        sk.rcvSsthresh = sk.rcvWnd;
        sk.windowClamp = TcpWindow.fullSpace(sk);
        sk.sndWnd = 0;
        sk.maxWindow = 0;
        sk.sndUna = sk.writeSeq;
        sk.sndSml = sk.writeSeq;
        sk.rcvNxt = 0;
        sk.rcvWup = 0;
        sk.copiedSeq = 0;
        sk.retransmits = 0;
        sk.probesOut = 0;
        sk.ack = new TcpAckState();
        sk.receiveSpace = new TcpReceiveSpace();
        TcpOutput.connect(sk);
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
    public long sendmsg(Sock sk, MsgHdr message) {
        return TcpSendmsg.sendmsg((TcpSock) sk, message);
    }

    @Override
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

    @Override
    public void optionChanged(Sock sock, int level, int name) {
        TcpSock sk = (TcpSock) sock;
        if ((level == SolSocket.SOL_SOCKET && name == OptName.SO_KEEPALIVE)
                || (level == IpProtocol.IPPROTO_TCP && name == OptName.TCP_KEEPIDLE)) {
            sk.lastHeard = sk.now();
            sk.timer.armKeepalive();
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
