package org.jernel.net.inet;

import org.jernel.kernel.mm.LittleEndian;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.OptName;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;

/**
 * What is told of an error beside its number. {@code struct sock_extended_err}, ip(7).
 *
 * @param isIcmp whether a message of ICMP told it; else this host itself did
 * @param type of the message
 * @param code of the message
 * @param info the largest packet that the way takes, for EMSGSIZE
 * @param offender who sent the message
 */
public record SockExtendedErr(Errno errno, boolean isIcmp, int type, int code, int info, int offender) {

    private static final int SIZE = 16;
    private static final int SO_EE_ORIGIN_LOCAL = 1;
    private static final int SO_EE_ORIGIN_ICMP = 2;

    /** An error that this host found by itself. */
    public static SockExtendedErr local(Errno errno, int info) {
        return new SockExtendedErr(errno, false, 0, 0, info, 0);
    }

    /** Adds the control message, with the address of who told behind the struct. */
    public void put(MsgHdr message) {
        byte[] bytes = new byte[SIZE + SockAddrIn.LENGTH];
        LittleEndian.put(bytes, 0, errno.number(), Integer.BYTES);
        bytes[4] = (byte) (isIcmp ? SO_EE_ORIGIN_ICMP : SO_EE_ORIGIN_LOCAL);
        bytes[5] = (byte) type;
        bytes[6] = (byte) code;
        LittleEndian.put(bytes, 8, info, Integer.BYTES);
        if (isIcmp) {
            System.arraycopy(SockAddrIn.of(offender, 0).bytes(), 0, bytes, SIZE, SockAddrIn.LENGTH);
        }
        message.putCmsg(IpProtocol.IPPROTO_IP, OptName.IP_RECVERR, bytes);
    }
}
