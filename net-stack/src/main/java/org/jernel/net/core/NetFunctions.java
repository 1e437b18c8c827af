package org.jernel.net.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jernel.kernel.probe.ErrorType;
import org.jernel.kernel.probe.ProbePoint;

/** The functions of the network that can be watched, from the socket layer to the device, and which of them may be made to fail. */
public final class NetFunctions {

    public static final ProbePoint SOCK_CREATE = maker("sock_create");
    public static final ProbePoint SOCK_CREATE_KERN = maker("sock_create_kern");
    public static final ProbePoint SOCK_SENDMSG = failing("sock_sendmsg", "sock", "size", "flags");
    public static final ProbePoint SECURITY_SOCKET_SENDMSG =
            failing("security_socket_sendmsg", "sock", "size", "flags");
    public static final ProbePoint SECURITY_SOCKET_RECVMSG =
            failing("security_socket_recvmsg", "sock", "size", "flags");
    public static final ProbePoint SOCK_RECVMSG = failing("sock_recvmsg", "sock", "size", "flags").changeable("flags");
    public static final ProbePoint KERNEL_BIND = failing("kernel_bind", "sock");
    public static final ProbePoint KERNEL_LISTEN = failing("kernel_listen", "sock", "backlog").changeable("backlog");
    public static final ProbePoint KERNEL_ACCEPT = failing("kernel_accept", "sock", "flags").changeable("flags");
    public static final ProbePoint KERNEL_CONNECT = failing("kernel_connect", "sock", "flags").changeable("flags");
    public static final ProbePoint KERNEL_SENDMSG = failing("kernel_sendmsg", "sock", "size", "flags");
    public static final ProbePoint KERNEL_RECVMSG =
            failing("kernel_recvmsg", "sock", "size", "flags").changeable("flags");
    public static final ProbePoint KERNEL_GETSOCKNAME = failing("kernel_getsockname", "sock");
    public static final ProbePoint KERNEL_GETPEERNAME = failing("kernel_getpeername", "sock");
    public static final ProbePoint KERNEL_SOCK_SHUTDOWN =
            failing("kernel_sock_shutdown", "sock", "how").changeable("how");
    public static final ProbePoint SOCK_RELEASE = ProbePoint.of("sock_release", "sock");
    public static final ProbePoint SOCK_REGISTER = ProbePoint.of("sock_register", "family");
    public static final ProbePoint SOCK_UNREGISTER = ProbePoint.of("sock_unregister", "family");
    public static final ProbePoint KERNEL_SENDPAGE =
            ProbePoint.of("kernel_sendpage", "sock", "offset", "size", "flags");
    public static final ProbePoint SOCK_NO_SENDPAGE =
            ProbePoint.of("sock_no_sendpage", "sock", "offset", "size", "flags");
    public static final ProbePoint TCP_TRANSMIT_SKB = ProbePoint.atomic("__tcp_transmit_skb", "seq", "len", "flags");
    public static final ProbePoint IP_LOCAL_OUT = ProbePoint.atomic("ip_local_out", "len");
    public static final ProbePoint IP6_LOCAL_OUT = ProbePoint.atomic("ip6_local_out", "len");
    public static final ProbePoint DEV_QUEUE_XMIT = ProbePoint.atomic("__dev_queue_xmit", "ifindex", "len");
    public static final ProbePoint IP_RCV = ProbePoint.atomic("ip_rcv", "len");
    public static final ProbePoint IPV6_RCV = ProbePoint.atomic("ipv6_rcv", "len");
    public static final ProbePoint TCP_V4_RCV = ProbePoint.atomic("tcp_v4_rcv", "len");
    public static final ProbePoint TCP_V6_RCV = ProbePoint.atomic("tcp_v6_rcv", "len");
    public static final ProbePoint UDP_RCV = ProbePoint.atomic("udp_rcv", "len");
    public static final ProbePoint UDPV6_RCV = ProbePoint.atomic("udpv6_rcv", "len");
    public static final ProbePoint ICMP_RCV = ProbePoint.atomic("icmp_rcv", "len");
    public static final ProbePoint ICMPV6_RCV = ProbePoint.atomic("icmpv6_rcv", "len");

    private static final List<ProbePoint> OTHERS = List.of(
            SOCK_CREATE, SOCK_CREATE_KERN, SOCK_SENDMSG, SECURITY_SOCKET_SENDMSG, SOCK_RECVMSG,
            SECURITY_SOCKET_RECVMSG, KERNEL_BIND, KERNEL_LISTEN, KERNEL_ACCEPT,
            KERNEL_CONNECT, KERNEL_SENDMSG, KERNEL_RECVMSG, KERNEL_GETSOCKNAME, KERNEL_GETPEERNAME,
            KERNEL_SOCK_SHUTDOWN, SOCK_RELEASE, SOCK_REGISTER, SOCK_UNREGISTER, KERNEL_SENDPAGE, SOCK_NO_SENDPAGE,
            TCP_TRANSMIT_SKB, IP_LOCAL_OUT, IP6_LOCAL_OUT, DEV_QUEUE_XMIT, IP_RCV,
            IPV6_RCV, TCP_V4_RCV, TCP_V6_RCV, UDP_RCV, UDPV6_RCV, ICMP_RCV, ICMPV6_RCV);

    /** What a protocol's functions are called, by its name in {@code /proc/net/protocols}. */
    private static final Map<String, Transfer> PROTOCOLS = Map.of(
            "TCP", Transfer.of("tcp", "tcp_v4_connect"),
            "TCPv6", Transfer.of("tcp", "tcp_v6_connect"),
            "UDP", Transfer.of("udp", "ip4_datagram_connect"),
            "UDPv6", Transfer.of("udpv6", "ip6_datagram_connect"),
            "PING", Transfer.of("ping_v4", "ip4_datagram_connect"),
            "PINGv6", Transfer.of("ping_v6", "ip6_datagram_connect"),
            "RAW", Transfer.of("raw", "ip4_datagram_connect"),
            "RAWv6", Transfer.of("rawv6", "ip6_datagram_connect"));

    private NetFunctions() {}

    /** The functions of a {@link Proto}. */
    public record Transfer(ProbePoint sendmsg, ProbePoint recvmsg, ProbePoint connect) {

        static Transfer of(String name, String connect) {
            return new Transfer(
                    failing(name + "_sendmsg", "sock", "size", "flags"),
                    failing(name + "_recvmsg", "sock", "size", "flags").changeable("flags"),
                    ProbePoint.atomic(connect, "sock").allowErrorInjection(ErrorType.ERRNO));
        }

        /** Those of a protocol, under its own name where Linux has no such protocol. */
        public static Transfer of(Proto proto) {
            Transfer known = PROTOCOLS.get(proto.name());
            return known == null ? of(proto.name(), proto.name() + "_connect") : known;
        }
    }

    private static ProbePoint maker(String function) {
        return failing(function, "family", "type", "protocol").allChangeable();
    }

    static ProbePoint failing(String function, String... args) {
        return ProbePoint.of(function, args).allowErrorInjection(ErrorType.ERRNO);
    }

    /** All of them. */
    public static List<ProbePoint> all() {
        List<ProbePoint> all = new ArrayList<>(OTHERS);
        PROTOCOLS.values().forEach(proto -> all.addAll(List.of(proto.sendmsg(), proto.recvmsg(), proto.connect())));
        Stream.of(OpsFunctions.all()).forEach(ops -> all.addAll(ops.points()));
        return all;
    }
}
