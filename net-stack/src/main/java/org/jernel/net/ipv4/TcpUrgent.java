package org.jernel.net.ipv4;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.Shutdown;
import org.jernel.syscall.Errno;

/**
 * The one urgent byte of a connection's receiving side, and the mark in the stream where it stands. {@code urg_data} and {@code
 * urg_seq} with {@code tcp_urg} of {@code net/ipv4/tcp_input.c} and {@code tcp_recv_urg} of {@code net/ipv4/tcp.c}.
 *
 * <p>Written under the sock's lock; poll and SIOCATMARK look without.
 */
final class TcpUrgent {

    private enum Stage {
        /** There is no mark ahead. */
        NONE,
        /** The pointer has come, and the byte has not. {@code TCP_URG_NOTYET}. */
        NOT_YET,
        /** {@code TCP_URG_VALID}. */
        VALID,
        /** The byte is taken, and the mark still stands. {@code TCP_URG_READ}. */
        READ
    }

    private volatile Stage stage = Stage.NONE;
    private volatile int mark;
    private byte value;

    /** True from the pointer until everything before and at the mark is read. */
    boolean isSet() {
        return stage != Stage.NONE;
    }

    /** The byte can be taken. */
    boolean isValid() {
        return stage == Stage.VALID;
    }

    boolean isAt(int seq) {
        return isSet() && mark == seq;
    }

    /** How many of {@code bytes} from {@code seq} on stand before the mark; all of them where it is not among them. */
    int before(int seq, int bytes) {
        int ahead = mark - seq;
        return isSet() && ahead >= 0 && ahead < bytes ? ahead : bytes;
    }

    /** The mark if it is in what was received and not read, else {@code none}. */
    int markWithin(int from, int to, int none) {
        return isSet() && !TcpSeq.before(mark, from) && TcpSeq.before(mark, to) ? mark : none;
    }

    void clear() {
        stage = Stage.NONE;
    }

    /** A reader has gone on: what is behind it is no mark any more. */
    void passed(int copiedSeq) {
        if (isSet() && TcpSeq.after(copiedSeq, mark)) {
            clear();
        }
    }

    /** Looks at a segment whose header is still in front. {@code tcp_urg}. */
    void segment(TcpSock sk, SkBuff skb) {
        if ((skb.tcpFlags & TcpHeader.URG) != 0) {
            pointer(sk, skb);
        }
        if (stage == Stage.NOT_YET) {
            int headerLength = TcpHeader.headerLength(skb);
            int at = mark - skb.seq;
            if (at >= 0 && at < skb.len() - headerLength) {
                value = skb.bytes()[skb.data() + headerLength + at];
                stage = Stage.VALID;
                if (!sk.isOrphan()) {
                    sk.wakeReaders();
                }
            }
        }
    }

    /** {@code tcp_check_urg}: the pointer is behind the byte, as BSD has it and RFC 6093 leaves it. */
    private void pointer(TcpSock sk, SkBuff skb) {
        int pointer = TcpHeader.urgentPointer(skb);
        int next = skb.seq + (pointer == 0 ? 0 : pointer - 1);
        boolean seen = TcpSeq.after(sk.copiedSeq, next) || TcpSeq.before(next, sk.rcvNxt);
        if (seen || (isSet() && !TcpSeq.after(next, mark))) {
            return;
        }
        sk.sendSigurg();
        if (isAt(sk.copiedSeq) && !sk.options().oobInline && sk.copiedSeq != sk.rcvNxt) {
            skipByte(sk);
        }
        mark = next;
        stage = Stage.NOT_YET;
    }

    /** The reader stands at a byte that was urgent until now, and must not have it as data. */
    private static void skipByte(TcpSock sk) {
        int behind = sk.copiedSeq + 1;
        sk.copiedSeq = behind;
        SkBuff first = sk.receiveQueue.peek();
        if (first != null && !TcpSeq.before(behind, first.endSeq)) {
            sk.receiveQueue.unlink(first);
            sk.chargeRmem(-first.truesize());
        }
    }

    /** Takes the byte. Never waits: which answer means what is older than Linux. {@code tcp_recv_urg}. */
    @CheckReturnValue
    long receive(TcpSock sk, MsgHdr message, int flags) {
        if (sk.options().oobInline || stage == Stage.NONE || stage == Stage.READ) {
            return Errno.EINVAL.negated();
        }
        if (sk.state() == TcpState.CLOSE && !sk.done) {
            return Errno.ENOTCONN.negated();
        }
        if (stage == Stage.VALID) {
            if ((flags & MsgFlags.MSG_PEEK) == 0) {
                stage = Stage.READ;
            }
            return tell(message, flags);
        }
        boolean over = sk.state() == TcpState.CLOSE || sk.isShutdown(Shutdown.RCV_SHUTDOWN);
        return over ? 0 : Errno.EAGAIN.negated();
    }

    private long tell(MsgHdr message, int flags) {
        if (message.iter().count() == 0) {
            message.setFlags(message.flags() | MsgFlags.MSG_OOB | MsgFlags.MSG_TRUNC);
            return 0;
        }
        message.setFlags(message.flags() | MsgFlags.MSG_OOB);
        boolean thrownAway = (flags & MsgFlags.MSG_TRUNC) != 0;
        return thrownAway || message.iter().copyToIter(new byte[] {value}, 0, 1) == 1 ? 1 : Errno.EFAULT.negated();
    }
}
