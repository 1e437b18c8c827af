package org.jernel.net.inet;

import org.jernel.net.core.Sock;
import org.jernel.net.core.SockOption;
import org.jernel.net.uapi.OptName;
import org.jernel.net.uapi.SocketType;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * The options of level IPPROTO_IPV6. Modelled on {@code net/ipv6/ipv6_sockglue.c}; a row that is not here is ENOPROTOOPT.
 *
 * <p>What IPV6_RECVPKTINFO and its kin ask for comes with datagrams; a stream only remembers them, as on Linux.
 */
final class Inet6Options {

    private static final int IPV6 = InetOptions.IPV6;
    private static final int MAX_HOPS = 255;
    private static final int MAX_TCLASS = 255;

    private static final SockOption[] TABLE = {
        SockOption.ofInt(IPV6, OptName.IPV6_UNICAST_HOPS, "IPV6_UNICAST_HOPS", sk -> of(sk).hopLimit(),
                Inet6Options::setUnicastHops),
        SockOption.ofFlag(IPV6, OptName.IPV6_V6ONLY, "IPV6_V6ONLY", sk -> ((InetSock) sk).ipv6Only,
                Inet6Options::setV6only),
        SockOption.ofInt(IPV6, OptName.IPV6_MULTICAST_IF, "IPV6_MULTICAST_IF", sk -> of(sk).multicastIfindex,
                (sk, value) -> dgram(sk, Errno.ENOPROTOOPT).setMulticastInterface(value)),
        SockOption.ofInt(IPV6, OptName.IPV6_MULTICAST_HOPS, "IPV6_MULTICAST_HOPS", sk -> of(sk).multicastHops,
                Inet6Options::setMulticastHops),
        SockOption.ofInt(IPV6, OptName.IPV6_MULTICAST_LOOP, "IPV6_MULTICAST_LOOP",
                sk -> of(sk).multicastLoop ? 1 : 0,
                (sk, value) -> of(sk).multicastLoop = InetOptions.within(0, value, 1) == 1),
        membership(OptName.IPV6_JOIN_GROUP, "IPV6_JOIN_GROUP",
                (sk, value) -> dgram(sk, Errno.EPROTO).joinGroup(Ipv6Mreq.of(value))),
        membership(OptName.IPV6_LEAVE_GROUP, "IPV6_LEAVE_GROUP",
                (sk, value) -> dgram(sk, Errno.EPROTO).leaveGroup(Ipv6Mreq.of(value))),
        SockOption.ofInt(IPV6, OptName.IPV6_MTU_DISCOVER, "IPV6_MTU_DISCOVER",
                sk -> of(sk).pmtuDiscovery.number(),
                (sk, value) -> of(sk).pmtuDiscovery = IpOptions.PmtuDiscovery.of(value)),
        SockOption.readOnlyInt(IPV6, 24, "IPV6_MTU", sk -> dgram(sk, Errno.ENOPROTOOPT).routeMtu()),
        SockOption.ofFlag(IPV6, OptName.IPV6_MULTICAST_ALL, "IPV6_MULTICAST_ALL", sk -> of(sk).multicastAll,
                (sk, on) -> of(sk).multicastAll = on),
        control(49, "IPV6_RECVPKTINFO", ipv6 -> ipv6.recvPktInfo, (ipv6, on) -> ipv6.recvPktInfo = on),
        control(OptName.IPV6_RECVHOPLIMIT, "IPV6_RECVHOPLIMIT", ipv6 -> ipv6.recvHopLimit,
                (ipv6, on) -> ipv6.recvHopLimit = on),
        control(66, "IPV6_RECVTCLASS", ipv6 -> ipv6.recvTclass, (ipv6, on) -> ipv6.recvTclass = on),
        SockOption.ofInt(IPV6, OptName.IPV6_TCLASS, "IPV6_TCLASS", sk -> of(sk).tclass, Inet6Options::setTclass),
    };

    private Inet6Options() {}

    static @Nullable SockOption find(int name) {
        return SockOption.find(TABLE, IPV6, name);
    }

    /** What a receiver is told beside the bytes. */
    private interface ControlGetter {

        boolean get(Ipv6Options ipv6);
    }

    private interface ControlSetter {

        void set(Ipv6Options ipv6, boolean on);
    }

    private static SockOption control(int name, String constant, ControlGetter getter, ControlSetter setter) {
        return SockOption.ofFlag(IPV6, name, constant, sk -> getter.get(of(sk)), (sk, on) -> {
            IpSockOptions.requireControlMessages(sk);
            setter.set(of(sk), on);
        });
    }

    private static SockOption membership(int name, String constant, SockOption.Setter setter) {
        return new SockOption(IPV6, name, constant, Ipv6Mreq.SIZE, null, setter);
    }

    private static InetDgramSock dgram(Sock sk, Errno otherwise) {
        return IpSockOptions.dgram(sk, otherwise);
    }

    private static Ipv6Options of(Sock sk) {
        return ((InetSock) sk).ipv6;
    }

    private static void setUnicastHops(Sock sk, int value) {
        of(sk).unicastHops = InetOptions.within(-1, value, MAX_HOPS);
    }

    private static void setMulticastHops(Sock sk, int value) {
        Ipv6Options ipv6 = dgram(sk, Errno.ENOPROTOOPT).ipv6;
        int hops = InetOptions.within(-1, value, MAX_HOPS);
        ipv6.multicastHops = hops == -1 ? Ipv6Options.DEFAULT_MULTICAST_HOPS : hops;
    }

    /** Once there is a port, others may have been told that they can have it too, or that they cannot. */
    private static void setV6only(Sock sk, boolean on) {
        InetSock inet = (InetSock) sk;
        if (inet.num != 0) {
            throw Errno.EINVAL.exception();
        }
        inet.ipv6Only = on;
    }

    /** RFC 3542, 6.5: -1 is the default. The bits of congestion notification are TCP's own. */
    private static void setTclass(Sock sk, int value) {
        int tclass = Math.max(0, InetOptions.within(-1, value, MAX_TCLASS));
        int own = sk.type() == SocketType.SOCK_STREAM ? IpSockOptions.ECN_MASK : 0;
        of(sk).tclass = (tclass & ~own) | (of(sk).tclass & own);
    }
}
