package org.jernel.net.inet;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.mm.LittleEndian;
import org.jernel.net.core.Cmsg;
import org.jernel.net.core.SockCmsg;
import org.jernel.net.core.SolSocket;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.OptName;
import org.jernel.syscall.Errno;

/**
 * How one message of IPv6 is to be sent: what the sock's options say, and the message's own ancillary data before that.
 * {@code ipcm6_cookie}; modelled on {@code ip6_datagram_send_ctl} of {@code net/ipv6/datagram.c}. Extension headers and flow
 * labels are sent by nobody here: EINVAL.
 */
public final class Ipcm6Cookie {

    private static final int IPV6 = IpProtocol.IPPROTO_IPV6;
    private static final int MAX_OCTET = 255;
    private static final int UNSET = -1;

    private final InetSock sk;
    private final int scopeId;
    private int hopLimit = UNSET;
    private int trafficClass = UNSET;
    private int oif;
    private In6Addr source = In6Addr.ANY;
    private boolean hasPktInfo;

    /**
     * @param scopeId the device that the destination's address names, 0 for none
     */
    public Ipcm6Cookie(InetSock sk, int scopeId) {
        this.sk = sk;
        this.scopeId = scopeId == 0 ? sk.options().boundDevIf : scopeId;
        this.oif = this.scopeId;
    }

    /** The hop limit of the message; a group's differs from that of a host. {@code ip6_sk_dst_hoplimit}. */
    public int hopLimit(boolean multicast) {
        if (hopLimit != UNSET) {
            return hopLimit;
        }
        return multicast ? sk.ipv6.multicastHops : sk.ipv6.hopLimit();
    }

    public int trafficClass() {
        return trafficClass == UNSET ? sk.ipv6.tclass : trafficClass;
    }

    /** The number of the device to leave by, 0 for any. */
    public int oif() {
        return oif;
    }

    /** The address to send from, {@code ::} for any. */
    public In6Addr source() {
        return source.isAny() ? sk.saddr : source;
    }

    /** True if the message names a device or source, be it none. */
    public boolean hasPktInfo() {
        return hasPktInfo;
    }

    /** True if the message asks for nothing that the sock's options do not say. */
    public boolean isPlain() {
        return hopLimit == UNSET && trafficClass == UNSET && oif == scopeId && source.isAny();
    }

    /** Reads the ancillary data of a message. Returns 0, or -EINVAL for what is malformed or not known. */
    @CheckReturnValue
    public long read(byte[] control) {
        return Cmsg.walk(control, this::read);
    }

    private long read(int level, int type, byte[] control, int data, int length) {
        return switch (level) {
            case IPV6 -> readIpv6(type, control, data, length);
            case SolSocket.SOL_SOCKET -> SockCmsg.checkOne(level, type);
            case IpProtocol.IPPROTO_UDP -> Errno.EINVAL.negated();
            default -> 0;
        };
    }

    private long readIpv6(int type, byte[] control, int data, int length) {
        return switch (type) {
            case OptName.IPV6_PKTINFO -> readPktInfo(control, data, length);
            case OptName.IPV6_HOPLIMIT -> {
                hopLimit = octet(control, data, length);
                yield checked(hopLimit);
            }
            case OptName.IPV6_TCLASS -> {
                int value = octet(control, data, length);
                // Unlike a hop limit of -1, which is the sock's, this one is put into the header as it is.
                trafficClass = value & MAX_OCTET;
                yield checked(value);
            }
            default -> Errno.EINVAL.negated();
        };
    }

    /** An int from -1 on to 255; something smaller for what is malformed. */
    private static int octet(byte[] control, int data, int length) {
        return length == Integer.BYTES ? (int) LittleEndian.get(control, data, Integer.BYTES) : Integer.MIN_VALUE;
    }

    private static long checked(int value) {
        return value < UNSET || value > MAX_OCTET ? Errno.EINVAL.negated() : 0;
    }

    private long readPktInfo(byte[] control, int data, int length) {
        if (length < Ip6Cmsg.PKTINFO_SIZE) {
            return Errno.EINVAL.negated();
        }
        int ifindex = (int) LittleEndian.get(control, data + Ip6Cmsg.PKTINFO_IFINDEX, Integer.BYTES);
        if (ifindex != 0 && oif != 0 && ifindex != oif) {
            return Errno.EINVAL.negated();
        }
        hasPktInfo = true;
        oif = ifindex == 0 ? oif : ifindex;
        source = In6Addr.at(control, data);
        return 0;
    }
}
