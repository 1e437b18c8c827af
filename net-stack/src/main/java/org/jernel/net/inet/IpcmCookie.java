package org.jernel.net.inet;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.mm.LittleEndian;
import org.jernel.net.core.Cmsg;
import org.jernel.net.core.SockCmsg;
import org.jernel.net.core.SolSocket;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.OptName;
import org.jernel.syscall.Errno;

/**
 * How one message is to be sent: what the sock's options say, and the message's own ancillary data before that.
 * {@code ipcm_cookie}; modelled on {@code ip_cmsg_send} of {@code net/ipv4/ip_sockglue.c}.
 */
public final class IpcmCookie {

    private static final int IP = IpProtocol.IPPROTO_IP;
    private static final int UDP = IpProtocol.IPPROTO_UDP;
    private static final int MAX_OCTET = 255;

    /** {@code sizeof(struct in_pktinfo)}. */
    private static final int PKTINFO_SIZE = 12;

    private static final int UNSET = -1;

    private final InetSock sk;
    private int ttl = UNSET;
    private int tos = UNSET;
    private int oif;
    private int source;

    public IpcmCookie(InetSock sk) {
        this.sk = sk;
        this.oif = sk.options().boundDevIf;
        this.source = sk.saddr4();
    }

    /** The time to live of the message; a group's differs from that of a host. {@code ip_select_ttl}. */
    public int ttl(boolean multicast) {
        if (ttl != UNSET) {
            return ttl;
        }
        return multicast ? sk.ip.multicastTtl : sk.ttl;
    }

    public int tos() {
        return tos == UNSET ? sk.tos : tos;
    }

    /** The number of the device to leave by, 0 for any. */
    public int oif() {
        return oif;
    }

    /** The address to send from, 0 for the sock's own. */
    public int source() {
        return source;
    }

    /** True if the message asks for nothing that the sock's options do not say. */
    public boolean isPlain() {
        return ttl == UNSET && tos == UNSET && oif == sk.options().boundDevIf && source == sk.saddr4();
    }

    /** Reads the ancillary data of a message. Returns 0, or -EINVAL for what is malformed or not known. */
    @CheckReturnValue
    public long read(byte[] control) {
        return Cmsg.walk(control, this::read);
    }

    private long read(int level, int type, byte[] control, int data, int length) {
        return switch (level) {
            case IP -> readIp(type, control, data, length);
            case IpProtocol.IPPROTO_IPV6 -> type == OptName.IPV6_PKTINFO && sk.family() == AddressFamily.AF_INET6
                    ? readPktInfo6(control, data, length)
                    : 0;
            case SolSocket.SOL_SOCKET -> SockCmsg.checkOne(level, type);
            // UDP_SEGMENT is the only one, and nobody here cuts messages into segments.
            case UDP -> Errno.EINVAL.negated();
            default -> 0;
        };
    }

    private long readIp(int type, byte[] control, int data, int length) {
        return switch (type) {
            case OptName.IP_PKTINFO -> readPktInfo(control, data, length);
            case OptName.IP_TTL -> {
                int value = length == Integer.BYTES ? number(control, data, length) : 0;
                ttl = value;
                yield value < 1 || value > MAX_OCTET ? Errno.EINVAL.negated() : 0;
            }
            case OptName.IP_TOS -> {
                boolean sized = length == Integer.BYTES || length == Byte.BYTES;
                int value = sized ? number(control, data, length) : UNSET;
                tos = value;
                yield value < 0 || value > MAX_OCTET ? Errno.EINVAL.negated() : 0;
            }
            default -> Errno.EINVAL.negated();
        };
    }

    private long readPktInfo(byte[] control, int data, int length) {
        if (length != PKTINFO_SIZE) {
            return Errno.EINVAL.negated();
        }
        int ifindex = number(control, data, Integer.BYTES);
        oif = ifindex == 0 ? oif : ifindex;
        source = IpMreqn.address(control, data + Integer.BYTES);
        return 0;
    }

    /** A sock of AF_INET6 may name addresses of IPv4 in its own way. */
    private long readPktInfo6(byte[] control, int data, int length) {
        In6Addr address = length < Ip6Cmsg.PKTINFO_SIZE ? In6Addr.ANY : In6Addr.at(control, data);
        if (!address.isV4Mapped()) {
            return Errno.EINVAL.negated();
        }
        int ifindex = number(control, data + Ip6Cmsg.PKTINFO_IFINDEX, Integer.BYTES);
        oif = ifindex == 0 ? oif : ifindex;
        source = address.v4();
        return 0;
    }

    private static int number(byte[] control, int at, int size) {
        return (int) LittleEndian.get(control, at, size);
    }
}
