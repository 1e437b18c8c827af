package org.jernel.net.ipv4;

import org.jernel.net.core.TcpState;
import org.jernel.net.inet.InetDestination;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;

/**
 * How a connection begins on our side. {@code tcp_v4_connect} and {@code tcp_v6_connect}, of which the second leaves mapped
 * addresses to the first, and {@code tcp_connect_init}.
 */
final class TcpConnect {

    private TcpConnect() {}

    static void connect(TcpSock sk, SockAddr addr) {
        In6Addr daddr = InetDestination.of(sk, addr);
        Route route = sk.ipv4.routing().lookup(daddr, sk.boundDevIf());
        if (route == null || route.type() == Route.Type.BROADCAST) {
            throw Errno.ENETUNREACH.exception();
        }
        if (sk.saddr.isV4Mapped() && !daddr.isV4Mapped()) {
            throw Errno.EAFNOSUPPORT.exception();
        }
        sk.route = route;
        boolean chosen = sk.saddr.isWildcard();
        if (chosen) {
            sk.saddr = route.prefSrc();
            sk.rcvSaddr = sk.saddr;
        }
        sk.daddr = daddr;
        sk.dport = SockAddrIn.port(addr);
        init(sk);
        sk.setState(TcpState.SYN_SENT);
        try {
            sk.ipv4.hash().hashConnect(sk);
        } catch (ErrnoException full) {
            sk.setState(TcpState.CLOSE);
            sk.dport = 0;
            sk.daddr = sk.anyAddress();
            if (chosen) {
                sk.saddr = sk.anyAddress();
                sk.rcvSaddr = sk.saddr;
            }
            throw full;
        }
        TcpProto.checkUp(sk);
        start(sk);
    }

    /** A connection has another device; without a way to it nothing is sent any more. {@code sk_dst_reset}. */
    static void routeAnew(TcpSock sk) {
        if (sk.dport == 0) {
            return;
        }
        try {
            sk.route = sk.ipv4.routing().lookup(sk.daddr, sk.boundDevIf());
        } catch (ErrnoException noDevice) {
            sk.route = null;
        }
    }

    /** {@code tcp_connect_init}, as far as the hash need not know. */
    private static void init(TcpSock sk) {
        sk.setErr(0);
        sk.done = false;
        sk.rxOpt = new TcpReceivedOptions();
        sk.tsOffset = sk.ipv4.secureSeq().timestampOffset(sk.saddr, sk.daddr);
        sk.writeSeq = 0;
    }

    private static void start(TcpSock sk) {
        // One that takes over from a connection in TIME_WAIT has begun beyond its numbers already.
        if (sk.writeSeq == 0) {
            sk.writeSeq =
                    sk.ipv4.secureSeq().initialSequence(sk.saddr, sk.num, sk.daddr, sk.dport, sk.now());
        }
        sk.ipId = sk.ipv4.random().getRandomInt();
        sk.rxOpt.rcvWscale = TcpWindow.initialScale(sk);
        sk.advmss = TcpSegment.synMss(sk);
        sk.rcvWnd = TcpWindow.initialWindow(sk, sk.advmss);
        sk.rcvSsthresh = sk.rcvWnd;
        sk.windowClamp = TcpWindow.fullSpace(sk);
        sk.sndWnd = 0;
        sk.maxWindow = 0;
        sk.sndUna = sk.writeSeq;
        sk.sndSml = sk.writeSeq;
        sk.sndUp = sk.writeSeq;
        sk.rcvNxt = 0;
        sk.rcvWup = 0;
        sk.copiedSeq = 0;
        sk.retransmits = 0;
        sk.retransStamp = 0;
        sk.probesOut = 0;
        sk.rtt = new TcpRtt();
        sk.congestion = new TcpCongestion(sk.writeSeq);
        sk.counters = new TcpCounters();
        sk.ack = new TcpAckState();
        sk.receiveSpace = new TcpReceiveSpace();
        TcpOutput.connect(sk);
    }
}
