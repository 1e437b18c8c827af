package org.jernel.user.bin;

import java.util.function.Function;

import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.OptName;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.net.uapi.SockAddrIn6;

/** What ping does in one way for IPv4 and in another for IPv6: the two halves of iputils' {@code ping.c} and {@code ping6_common.c}. */
final class EchoFamily {

    static final EchoFamily INET = new EchoFamily(
            AddressFamily.AF_INET,
            IpProtocol.IPPROTO_ICMP,
            8,
            IpProtocol.IPPROTO_IP,
            OptName.IP_RECVTTL,
            OptName.IP_TTL,
            new int[] {OptName.IP_MULTICAST_TTL, OptName.IP_TTL},
            "PING %s (%s) %d(%d) bytes of data.\n",
            SockAddrIn::of,
            from -> SockAddrIn.format(SockAddrIn.address(from)));

    static final EchoFamily INET6 = new EchoFamily(
            AddressFamily.AF_INET6,
            IpProtocol.IPPROTO_ICMPV6,
            128,
            IpProtocol.IPPROTO_IPV6,
            OptName.IPV6_RECVHOPLIMIT,
            OptName.IPV6_HOPLIMIT,
            new int[] {OptName.IPV6_MULTICAST_HOPS, OptName.IPV6_UNICAST_HOPS},
            "PING %s(%s) %d data bytes\n",
            SockAddrIn6::of,
            from -> SockAddrIn6.address(from).toString());

    /** Makes an address of text and a port; an IllegalArgumentException if the text is none. */
    @FunctionalInterface
    private interface Parser {

        SockAddr parse(String text, int port);
    }

    private final int family;
    private final int protocol;
    private final int request;
    private final int level;
    private final int receiveHops;
    private final int hops;
    private final int[] setHops;
    private final String title;
    private final Parser parser;
    private final Function<SockAddr, String> formatter;

    private EchoFamily(
            int family,
            int protocol,
            int request,
            int level,
            int receiveHops,
            int hops,
            int[] setHops,
            String title,
            Parser parser,
            Function<SockAddr, String> formatter) {
        this.family = family;
        this.protocol = protocol;
        this.request = request;
        this.level = level;
        this.receiveHops = receiveHops;
        this.hops = hops;
        this.setHops = setHops;
        this.title = title;
        this.parser = parser;
        this.formatter = formatter;
    }

    /** True if the text is an address of the family. */
    boolean isAddress(String text) {
        try {
            return address(text, 0).length() > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    int family() {
        return family;
    }

    /** Of the socket that echo requests are sent with. */
    int protocol() {
        return protocol;
    }

    /** The type of an echo request. */
    int request() {
        return request;
    }

    /** Of the options. */
    int level() {
        return level;
    }

    /** The option that has the hops told that an answer had left. */
    int receiveHops() {
        return receiveHops;
    }

    /** The control message that tells them. */
    int hops() {
        return hops;
    }

    /** The options that limit the hops of a request. */
    int[] setHops() {
        return setHops.clone();
    }

    /** The format of the first line: name, address, bytes of data, and those of the whole packet. */
    String title() {
        return title;
    }

    SockAddr address(String text, int port) {
        return parser.parse(text, port);
    }

    String format(SockAddr address) {
        return formatter.apply(address);
    }
}
