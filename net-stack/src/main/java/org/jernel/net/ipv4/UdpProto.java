package org.jernel.net.ipv4;

import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Net;
import org.jernel.net.core.Sock;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.OptName;

/**
 * UDP as the socket layer sees it. {@code udp_prot} of {@code net/ipv4/udp.c} and {@code udpv6_prot} of {@code
 * net/ipv6/udp.c}.
 */
final class UdpProto extends DatagramProto {

    private final int family;

    /** UDP for sockets of AF_INET or AF_INET6. */
    UdpProto(Ipv4 ipv4, int family) {
        super(ipv4);
        this.family = family;
    }

    @Override
    public String name() {
        return family == AddressFamily.AF_INET6 ? "UDPv6" : "UDP";
    }

    @Override
    public UdpSock createSock(Net net, int type, int protocol) {
        UdpSock sk = new UdpSock(ipv4, this, family);
        ipv4.udp().open(sk);
        checkUp(sk);
        return sk;
    }

    @Override
    public int getPort(Sock sock, int port) {
        UdpSock sk = (UdpSock) sock;
        int taken = ipv4.udp().bind(sk, port);
        checkUp(sk);
        if (sk.rcvSaddr.isV4Mapped() && ipv4.routing().typeOf(sk.rcvSaddr.v4()) == Route.Type.BROADCAST) {
            // Nobody sends from a broadcast address but from that of the device.
            sk.saddr = sk.anyAddress();
        }
        return taken;
    }

    @Override
    public void putPort(Sock sk) {
        ipv4.udp().unbind((UdpSock) sk);
    }

    @Override
    void unhash(DatagramSock sk) {
        ipv4.udp().close((UdpSock) sk);
    }

    @Override
    void rehash(DatagramSock sk) {
        ipv4.udp().rehash((UdpSock) sk);
    }

    @Override
    void connected(DatagramSock sk, RouteOutput route) {
        ((UdpSock) sk).pending.redirect(route, sk.dport);
    }

    /** {@code udp_destroy_sock}. */
    @Override
    public void close(Sock sk) {
        sk.lockSock();
        try {
            ((UdpSock) sk).pending.flush();
        } finally {
            sk.releaseSock();
        }
        super.close(sk);
    }

    @Override
    @KernelFunction("udp_sendmsg")
    long send(DatagramSock sk, MsgHdr message) {
        return UdpSendmsg.sendmsg((UdpSock) sk, message);
    }

    @Override
    @KernelFunction("udp_recvmsg")
    public long recvmsg(Sock sk, MsgHdr message, int flags) {
        return super.recvmsg(sk, message, flags);
    }

    /** {@code udp_splice_eof}. */
    @Override
    public void spliceEof(Sock sock) {
        UdpSock sk = (UdpSock) sock;
        if (!sk.cork) {
            sk.pending.push();
        }
    }

    @Override
    public void optionChanged(Sock sock, int level, int name) {
        super.optionChanged(sock, level, name);
        UdpSock sk = (UdpSock) sock;
        if (level == IpProtocol.IPPROTO_UDP && name == OptName.UDP_CORK && !sk.cork) {
            sk.pending.push();
        } else if (OptName.bindsToDevice(level, name)) {
            // The group that spreads datagrams has one device, and the sock another now. udp_lib_rehash
            sk.sharesPort = false;
        }
    }
}
