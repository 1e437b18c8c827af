package org.jernel.net.ipv4;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.SockWait;
import org.jernel.net.uapi.MsgFlags;

/** Waits for a packet and hands it to the receiver. {@code skb_recv_datagram} of {@code net/core/datagram.c}. */
final class DatagramRecvmsg {

    private DatagramRecvmsg() {}

    @CheckReturnValue
    static long recvmsg(DatagramSock sk, MsgHdr message, int flags) {
        if ((flags & MsgFlags.MSG_ERRQUEUE) != 0) {
            return sk.errorQueue.recvError(message);
        }
        boolean peek = (flags & MsgFlags.MSG_PEEK) != 0;
        long timeout = SockWait.rcvtimeo(sk, (flags & MsgFlags.MSG_DONTWAIT) != 0);
        while (true) {
            long pending = sk.sockError();
            if (pending < 0) {
                return pending;
            }
            SkBuff skb = sk.receiveQueue.next(peek);
            if (skb != null) {
                return sk.copyOut(skb, message, flags);
            }
            timeout = sk.receiveQueue.waitForMore(timeout);
            if (timeout <= 0) {
                return timeout;
            }
        }
    }
}
