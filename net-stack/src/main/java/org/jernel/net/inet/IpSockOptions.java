package org.jernel.net.inet;

import org.jernel.net.core.Sock;
import org.jernel.net.core.SockOption;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.OptName;
import org.jernel.net.uapi.SocketType;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** The options of level IPPROTO_IP. Modelled on {@code net/ipv4/ip_sockglue.c}; a row that is not here is ENOPROTOOPT. */
final class IpSockOptions {

    private static final int IP = IpProtocol.IPPROTO_IP;
    private static final int MAX_TTL = 255;

    /** The bits of TOS that are TCP's own: explicit congestion notification, RFC 3168. */
    static final int ECN_MASK = 3;

    /** Best effort, bulk, interactive, interactive bulk. {@code rt_tos2priority} of {@code net/ipv4/route.c}. */
    private static final int[] PRIORITY_OF_TOS = {0, 2, 6, 4};

    private static final SockOption[] TABLE = {
        SockOption.ofInt(IP, OptName.IP_TOS, "IP_TOS", sk -> inet(sk).tos, IpSockOptions::setTos),
        SockOption.ofInt(IP, OptName.IP_TTL, "IP_TTL", sk -> inet(sk).ttl, IpSockOptions::setTtl),
        SockOption.ofFlag(IP, OptName.IP_HDRINCL, "IP_HDRINCL", sk -> inet(sk).ip.headerIncluded,
                IpSockOptions::setHeaderIncluded),
        control(OptName.IP_PKTINFO, "IP_PKTINFO", ip -> ip.pktInfo, (ip, on) -> ip.pktInfo = on),
        SockOption.ofInt(IP, OptName.IP_MTU_DISCOVER, "IP_MTU_DISCOVER",
                sk -> inet(sk).ip.pmtuDiscovery.number(),
                (sk, value) -> inet(sk).ip.pmtuDiscovery = IpOptions.PmtuDiscovery.of(value)),
        SockOption.ofFlag(IP, OptName.IP_RECVERR, "IP_RECVERR", sk -> inet(sk).ip.recvErr,
                IpSockOptions::setRecvErr),
        control(OptName.IP_RECVTTL, "IP_RECVTTL", ip -> ip.recvTtl, (ip, on) -> ip.recvTtl = on),
        control(13, "IP_RECVTOS", ip -> ip.recvTos, (ip, on) -> ip.recvTos = on),
        SockOption.readOnlyInt(IP, OptName.IP_MTU, "IP_MTU", IpSockOptions::routeMtu),
        new SockOption(IP, OptName.IP_MULTICAST_IF, "IP_MULTICAST_IF", IpMreqn.ADDRESS_SIZE, IpMreqn.SIZE,
                IpSockOptions::multicastIf,
                (sk, value) -> dgram(sk, Errno.EINVAL).setMulticastInterface(IpMreqn.of(value))),
        SockOption.ofInt(IP, OptName.IP_MULTICAST_TTL, "IP_MULTICAST_TTL", sk -> inet(sk).ip.multicastTtl,
                IpSockOptions::setMulticastTtl),
        SockOption.ofFlag(IP, OptName.IP_MULTICAST_LOOP, "IP_MULTICAST_LOOP",
                sk -> inet(sk).ip.multicastLoop,
                (sk, on) -> inet(sk).ip.multicastLoop = on),
        membership(OptName.IP_ADD_MEMBERSHIP, "IP_ADD_MEMBERSHIP",
                (sk, value) -> dgram(sk, Errno.EPROTO).joinGroup(IpMreqn.of(value))),
        membership(OptName.IP_DROP_MEMBERSHIP, "IP_DROP_MEMBERSHIP",
                (sk, value) -> dgram(sk, Errno.EPROTO).leaveGroup(IpMreqn.of(value))),
        SockOption.ofInt(IP, OptName.IP_MULTICAST_ALL, "IP_MULTICAST_ALL", sk -> inet(sk).ip.multicastAll ? 1 : 0,
                (sk, value) -> inet(sk).ip.multicastAll = InetOptions.within(0, value, 1) == 1),
    };

    private IpSockOptions() {}

    static @Nullable SockOption find(int name) {
        return SockOption.find(TABLE, IP, name);
    }

    /** What a receiver is told beside the bytes. */
    private interface ControlGetter {

        boolean get(IpOptions ip);
    }

    private interface ControlSetter {

        void set(IpOptions ip, boolean on);
    }

    private static SockOption control(int name, String constant, ControlGetter getter, ControlSetter setter) {
        return SockOption.ofFlag(IP, name, constant, sk -> getter.get(inet(sk).ip), (sk, on) -> {
            requireControlMessages(sk);
            setter.set(inet(sk).ip, on);
        });
    }

    /** A stream remembers what it is asked for, and tells nothing. */
    static void requireControlMessages(Sock sk) {
        if (sk instanceof InetDgramSock dgram && !dgram.hasControlMessages()) {
            throw Errno.ENOPROTOOPT.exception();
        }
    }

    private static SockOption membership(int name, String constant, SockOption.Setter setter) {
        return new SockOption(IP, name, constant, IpMreqn.SIZE_WITHOUT_INDEX, IpMreqn.SIZE, null, setter);
    }

    private static InetSock inet(Sock sk) {
        return (InetSock) sk;
    }

    /** Groups are for datagrams. */
    static InetDgramSock dgram(Sock sk, Errno otherwise) {
        if (sk instanceof InetDgramSock dgram) {
            return dgram;
        }
        throw otherwise.exception();
    }

    private static int routeMtu(Sock sk) {
        return sk instanceof InetConnectionSock connection
                ? connection.routeMtu()
                : dgram(sk, Errno.ENOPROTOOPT).routeMtu();
    }

    private static void setHeaderIncluded(Sock sk, boolean on) {
        if (sk.type() != SocketType.SOCK_RAW) {
            throw Errno.ENOPROTOOPT.exception();
        }
        inet(sk).ip.headerIncluded = on;
    }

    /** A stream's errors end it, and those of AF_INET6 are queued nowhere here. */
    private static void setRecvErr(Sock sk, boolean on) {
        if (sk.family() != AddressFamily.AF_INET || !dgram(sk, Errno.ENOPROTOOPT).hasControlMessages()) {
            throw Errno.ENOPROTOOPT.exception();
        }
        inet(sk).ip.recvErr = on;
    }

    private static void setTos(Sock sk, int value) {
        InetSock inet = inet(sk);
        int kept = sk.type() == SocketType.SOCK_STREAM ? ECN_MASK : 0;
        inet.tos = (value & 0xff & ~kept) | (inet.tos & kept);
        inet.options().priority = PRIORITY_OF_TOS[(inet.tos & 0x1e) >> 3];
    }

    private static void setTtl(Sock sk, int value) {
        inet(sk).ttl = value == -1 ? sk.net().sysctl().ipDefaultTtl.get() : InetOptions.within(1, value, MAX_TTL);
    }

    private static void setMulticastTtl(Sock sk, int value) {
        InetDgramSock dgram = dgram(sk, Errno.EINVAL);
        dgram.ip.multicastTtl = value == -1 ? 1 : InetOptions.within(0, value, MAX_TTL);
    }

    private static byte[] multicastIf(Sock sk) {
        byte[] address = new byte[IpMreqn.ADDRESS_SIZE];
        IpMreqn.putAddress(address, 0, inet(sk).ip.multicastAddress);
        return address;
    }
}
