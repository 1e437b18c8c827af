package org.jernel.net.wire;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.net.core.Mib;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.SockWait;
import org.jernel.net.core.UdpMib;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.Shutdown;
import org.jernel.syscall.Errno;

/** {@code udp_recvmsg} with the host behind it. */
final class WireUdpReceive {

    private WireUdpReceive() {}

    /** No errors are queued: IP_RECVERR is not offered. */
    @CheckReturnValue
    static long recvmsg(WireUdpSock sk, MsgHdr message, int flags) {
        if ((flags & MsgFlags.MSG_ERRQUEUE) != 0) {
            return Errno.EAGAIN.negated();
        }
        long timeout = SockWait.rcvtimeo(sk, (flags & MsgFlags.MSG_DONTWAIT) != 0);
        sk.lockSock();
        try {
            while (true) {
                int seen = sk.news.seen();
                long result = tryReceive(sk, message, flags);
                if (result != Errno.EAGAIN.negated() || timeout == 0) {
                    return result;
                }
                if (sk.isShutdown(Shutdown.RCV_SHUTDOWN) && sk.err() == 0) {
                    return 0;
                }
                timeout = SockWait.waitEvent(sk, () -> sk.isWorthReceiving(seen), timeout);
                if (timeout < 0) {
                    return timeout;
                }
            }
        } finally {
            sk.releaseSock();
        }
    }

    private static long tryReceive(WireUdpSock sk, MsgHdr message, int flags) {
        long pending = sk.sockError();
        if (pending < 0) {
            return pending;
        }
        boolean peek = (flags & MsgFlags.MSG_PEEK) != 0;
        long missing = peek ? sk.look() : sk.fill();
        if (missing < 0) {
            return missing;
        }
        WireUdpSock.Datagram datagram = sk.take(peek);
        if (datagram == null) {
            return Errno.EAGAIN.negated();
        }
        byte[] data = datagram.data();
        int copied = (int) Math.min(message.iter().count(), data.length);
        if (copied < data.length) {
            message.setFlags(message.flags() | MsgFlags.MSG_TRUNC);
        }
        if (message.iter().copyToIter(data, 0, copied) < copied) {
            if (!peek) {
                statistics(sk, datagram).increment(UdpMib.IN_ERRORS);
            }
            return Errno.EFAULT.negated();
        }
        if (!peek) {
            statistics(sk, datagram).increment(UdpMib.IN_DATAGRAMS);
        }
        message.setName(sk.nameOf(datagram.from()));
        return (flags & MsgFlags.MSG_TRUNC) != 0 ? data.length : copied;
    }

    private static Mib<UdpMib> statistics(WireUdpSock sk, WireUdpSock.Datagram datagram) {
        In6Addr from = datagram.from().address();
        return sk.net().mib().udp(from.high(), from.low());
    }
}
