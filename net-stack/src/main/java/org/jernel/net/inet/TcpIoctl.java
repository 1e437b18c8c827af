package org.jernel.net.inet;

import com.google.errorprone.annotations.CheckReturnValue;
import com.google.errorprone.annotations.Immutable;
import org.jernel.net.core.Sock;
import org.jernel.net.uapi.Sockios;
import org.jernel.syscall.Errno;
import org.jernel.syscall.KernelErrno;
import org.jspecify.annotations.Nullable;

/** The ioctls of TCP, whichever stack has the bytes: the numbers, and what each counts. {@code tcp_ioctl}. */
public enum TcpIoctl {
    SIOCINQ(Sockios.SIOCINQ, TcpQueues::unread),
    SIOCOUTQ(Sockios.SIOCOUTQ, TcpQueues::unacknowledged),
    SIOCOUTQNSD(Sockios.SIOCOUTQNSD, TcpQueues::unsent),
    /** Every sock tells, in whatever state. */
    SIOCATMARK(Sockios.SIOCATMARK, null);

    /** One look at the queues. */
    @Immutable
    private interface Count {

        long of(TcpQueues queues);
    }

    private static final TcpIoctl[] TABLE = values();

    private final int command;
    private final @Nullable Count count;

    TcpIoctl(int command, @Nullable Count count) {
        this.command = command;
        this.count = count;
    }

    /** Called without the lock. Returns what is told, or -errno. */
    @CheckReturnValue
    public static <S extends Sock & TcpQueues> long ioctl(S sk, int command) {
        for (TcpIoctl known : TABLE) {
            if (known.command == command) {
                if (known.count == null) {
                    return sk.isAtMark() ? 1 : 0;
                }
                return count(sk, known.count);
            }
        }
        return -KernelErrno.ENOIOCTLCMD;
    }

    private static <S extends Sock & TcpQueues> long count(S sk, Count count) {
        sk.lockSock();
        try {
            return switch (sk.state()) {
                case LISTEN -> Errno.EINVAL.negated();
                case SYN_SENT, SYN_RECV -> 0;
                default -> {
                    long bytes = count.of(sk);
                    yield bytes < 0 ? -KernelErrno.ENOIOCTLCMD : bytes;
                }
            };
        } finally {
            sk.releaseSock();
        }
    }
}
