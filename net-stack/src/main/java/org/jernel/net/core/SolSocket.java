package org.jernel.net.core;

import org.jernel.kernel.mm.LittleEndian;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.OptName;
import org.jernel.net.uapi.SocketType;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * The options of level SOL_SOCKET, which every sock has. Modelled on {@code sk_setsockopt} and {@code sk_getsockopt} of
 * {@code net/core/sock.c}; a row that is not here is ENOPROTOOPT.
 */
public final class SolSocket {

    public static final int SOL_SOCKET = 1;

    private static final int LINGER_SIZE = 8;
    private static final int TIMEVAL_SIZE = 16;

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long NANOS_PER_MICRO = 1_000;
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long MAX_SECONDS = Long.MAX_VALUE / NANOS_PER_SECOND - 1;

    private static final SockOption[] TABLE = {
        SockOption.ofFlag(SOL_SOCKET, OptName.SO_REUSEADDR, "SO_REUSEADDR", sk -> sk.options().reuseAddr,
                (sk, on) -> sk.options().reuseAddr = on),
        SockOption.readOnlyInt(SOL_SOCKET, 3, "SO_TYPE", Sock::type),
        SockOption.readOnlyInt(SOL_SOCKET, OptName.SO_ERROR, "SO_ERROR", sk -> (int) -sk.sockError()),
        SockOption.ofFlag(SOL_SOCKET, OptName.SO_BROADCAST, "SO_BROADCAST", sk -> sk.options().broadcast,
                (sk, on) -> sk.options().broadcast = on),
        SockOption.ofInt(SOL_SOCKET, OptName.SO_SNDBUF, "SO_SNDBUF", sk -> sk.options().sndbuf,
                (sk, value) -> sk.options().setSndbuf(Math.min(unsigned(value), sk.net().sysctl().wmemMax.get()))),
        SockOption.ofInt(SOL_SOCKET, OptName.SO_RCVBUF, "SO_RCVBUF", sk -> sk.options().rcvbuf,
                (sk, value) -> sk.options().setRcvbuf(Math.min(unsigned(value), sk.net().sysctl().rmemMax.get()))),
        SockOption.ofFlag(SOL_SOCKET, OptName.SO_KEEPALIVE, "SO_KEEPALIVE", sk -> sk.options().keepAlive,
                (sk, on) -> sk.options().keepAlive = on),
        SockOption.ofFlag(SOL_SOCKET, OptName.SO_OOBINLINE, "SO_OOBINLINE", sk -> sk.options().oobInline,
                (sk, on) -> sk.options().oobInline = on),
        SockOption.ofInt(SOL_SOCKET, OptName.SO_PRIORITY, "SO_PRIORITY", sk -> sk.options().priority,
                SolSocket::setPriority),
        new SockOption(SOL_SOCKET, 13, "SO_LINGER", LINGER_SIZE, SolSocket::linger, SolSocket::setLinger),
        SockOption.ofFlag(SOL_SOCKET, OptName.SO_REUSEPORT, "SO_REUSEPORT", sk -> sk.options().reusePort,
                SolSocket::setReusePort),
        SockOption.ofFlag(SOL_SOCKET, 16, "SO_PASSCRED", SolSocket::passCred, SolSocket::setPassCred),
        new SockOption(SOL_SOCKET, 17, "SO_PEERCRED", Ucred.SIZE, sk -> sk.peerCred().bytes(), null),
        SockOption.ofInt(SOL_SOCKET, OptName.SO_RCVLOWAT, "SO_RCVLOWAT", sk -> sk.options().rcvlowat,
                SolSocket::setRcvlowat),
        SockOption.readOnlyInt(SOL_SOCKET, 19, "SO_SNDLOWAT", sk -> 1),
        new SockOption(SOL_SOCKET, OptName.SO_RCVTIMEO, "SO_RCVTIMEO", TIMEVAL_SIZE, SolSocket::rcvtimeo,
                SolSocket::setRcvtimeo),
        new SockOption(SOL_SOCKET, OptName.SO_SNDTIMEO, "SO_SNDTIMEO", TIMEVAL_SIZE, SolSocket::sndtimeo,
                SolSocket::setSndtimeo),
        new SockOption(SOL_SOCKET, OptName.SO_BINDTODEVICE, "SO_BINDTODEVICE", 0, BindToDevice.LONGEST_NAME,
                new BindToDevice(), BindToDevice::setName),
        timestamp(OptName.SO_TIMESTAMP, "SO_TIMESTAMP", Timestamping.MICROS),
        SockOption.readOnlyInt(SOL_SOCKET, 30, "SO_ACCEPTCONN", sk -> sk.state() == TcpState.LISTEN ? 1 : 0),
        SockOption.writeOnlyInt(SOL_SOCKET, OptName.SO_SNDBUFFORCE, "SO_SNDBUFFORCE", (sk, value) -> {
            require(Task.capable(Cred.CAP_NET_ADMIN));
            sk.options().setSndbuf(Math.max(0, value));
        }),
        SockOption.writeOnlyInt(SOL_SOCKET, OptName.SO_RCVBUFFORCE, "SO_RCVBUFFORCE", (sk, value) -> {
            require(Task.capable(Cred.CAP_NET_ADMIN));
            sk.options().setRcvbuf(Math.max(0, value));
        }),
        timestamp(35, "SO_TIMESTAMPNS", Timestamping.NANOS),
        SockOption.ofInt(SOL_SOCKET, OptName.SO_MARK, "SO_MARK", sk -> sk.options().mark, (sk, value) -> {
            requireNetRawOrAdmin();
            sk.options().mark = value;
        }),
        SockOption.readOnlyInt(SOL_SOCKET, 38, "SO_PROTOCOL", Sock::protocol),
        SockOption.readOnlyInt(SOL_SOCKET, 39, "SO_DOMAIN", Sock::family),
        SockOption.ofInt(SOL_SOCKET, OptName.SO_INCOMING_CPU, "SO_INCOMING_CPU", sk -> sk.options().incomingCpu,
                (sk, value) -> sk.options().incomingCpu = value),
        SockOption.ofInt(SOL_SOCKET, OptName.SO_BINDTOIFINDEX, "SO_BINDTOIFINDEX", sk -> sk.options().boundDevIf,
                BindToDevice::setIndex),
        timestamp(63, "SO_TIMESTAMP_NEW", Timestamping.MICROS_NEW),
        timestamp(64, "SO_TIMESTAMPNS_NEW", Timestamping.NANOS_NEW),
        new SockOption(SOL_SOCKET, 66, "SO_RCVTIMEO_NEW", TIMEVAL_SIZE, SolSocket::rcvtimeo, SolSocket::setRcvtimeo),
        new SockOption(SOL_SOCKET, 67, "SO_SNDTIMEO_NEW", TIMEVAL_SIZE, SolSocket::sndtimeo, SolSocket::setSndtimeo),
    };

    private SolSocket() {}

    /** The row of that name, or null. */
    public static @Nullable SockOption find(int name) {
        return SockOption.find(TABLE, SOL_SOCKET, name);
    }

    /** A size as Linux compares it with a limit: what is negative is huge. */
    private static int unsigned(int value) {
        return value < 0 ? Integer.MAX_VALUE : value;
    }

    /** Only 0 to 6 are anybody's. {@code sk_prio}, socket(7). */
    private static void setPriority(Sock sk, int value) {
        if (value < 0 || value > 6) {
            requireNetRawOrAdmin();
        }
        sk.options().priority = value;
    }

    private static void requireNetRawOrAdmin() {
        require(Task.capable(Cred.CAP_NET_RAW) || Task.capable(Cred.CAP_NET_ADMIN));
    }

    private static void require(boolean capable) {
        if (!capable) {
            throw Errno.EPERM.exception();
        }
    }

    private static boolean isUnix(Sock sk) {
        return sk.family() == AddressFamily.AF_UNIX;
    }

    private static void setReusePort(Sock sk, boolean on) {
        if (on && isUnix(sk)) {
            throw Errno.EOPNOTSUPP.exception();
        }
        sk.options().reusePort = on;
    }

    private static boolean passCred(Sock sk) {
        requireUnix(sk);
        return sk.options().passCred;
    }

    private static void setPassCred(Sock sk, boolean on) {
        requireUnix(sk);
        sk.options().passCred = on;
    }

    private static void requireUnix(Sock sk) {
        if (!isUnix(sk)) {
            throw Errno.EOPNOTSUPP.exception();
        }
    }

    /** Only TCP has a say in the mark. */
    private static void setRcvlowat(Sock sk, int value) {
        if (!isUnix(sk) && sk.type() == SocketType.SOCK_STREAM) {
            sk.options().setRcvlowat(value, sk.net().sysctl().tcpRmem.get(2));
        } else {
            sk.options().setPlainRcvlowat(value);
        }
    }

    /** One form of timestamp at a time; switching any off ends them all. {@code sock_set_timestamp}. */
    private static SockOption timestamp(int name, String constant, Timestamping form) {
        return SockOption.ofFlag(SOL_SOCKET, name, constant,
                sk -> {
                    requireTimestamps(sk);
                    return sk.options().timestamping == form;
                },
                (sk, on) -> {
                    requireTimestamps(sk);
                    sk.options().timestamping = on ? form : Timestamping.NONE;
                });
    }

    private static void requireTimestamps(Sock sk) {
        if (!sk.hasTimestamps()) {
            throw Errno.ENOPROTOOPT.exception();
        }
    }

    private static byte[] linger(Sock sk) {
        byte[] linger = new byte[LINGER_SIZE];
        LittleEndian.put(linger, 0, sk.options().lingerOn ? 1 : 0, Integer.BYTES);
        LittleEndian.put(linger, Integer.BYTES, sk.options().lingerNanos / NANOS_PER_SECOND, Integer.BYTES);
        return linger;
    }

    /** Switching it off leaves the time as it is, as Linux does. */
    private static void setLinger(Sock sk, byte[] linger) {
        boolean on = LittleEndian.get(linger, 0, Integer.BYTES) != 0;
        if (on) {
            sk.options().lingerNanos = LittleEndian.get(linger, Integer.BYTES, Integer.BYTES) * NANOS_PER_SECOND;
        }
        sk.options().lingerOn = on;
    }

    private static byte[] rcvtimeo(Sock sk) {
        return timeval(sk.options().rcvtimeoNanos);
    }

    private static byte[] sndtimeo(Sock sk) {
        return timeval(sk.options().sndtimeoNanos);
    }

    private static void setRcvtimeo(Sock sk, byte[] timeval) {
        sk.options().rcvtimeoNanos = nanos(timeval);
    }

    private static void setSndtimeo(Sock sk, byte[] timeval) {
        sk.options().sndtimeoNanos = nanos(timeval);
    }

    private static byte[] timeval(long nanos) {
        byte[] timeval = new byte[TIMEVAL_SIZE];
        if (nanos != WaitQueueHead.MAX_SCHEDULE_TIMEOUT) {
            LittleEndian.put(timeval, 0, nanos / NANOS_PER_SECOND, Long.BYTES);
            LittleEndian.put(timeval, Long.BYTES, nanos % NANOS_PER_SECOND / NANOS_PER_MICRO, Long.BYTES);
        }
        return timeval;
    }

    /** Zero means for ever, a negative time not at all. {@code sock_set_timeout}. */
    private static long nanos(byte[] timeval) {
        long seconds = LittleEndian.get(timeval, 0, Long.BYTES);
        long micros = LittleEndian.get(timeval, Long.BYTES, Long.BYTES);
        if (micros < 0 || micros >= MICROS_PER_SECOND) {
            throw Errno.EDOM.exception();
        }
        if (seconds < 0) {
            return 0;
        }
        return (seconds == 0 && micros == 0) || seconds > MAX_SECONDS
                ? WaitQueueHead.MAX_SCHEDULE_TIMEOUT
                : seconds * NANOS_PER_SECOND + micros * NANOS_PER_MICRO;
    }
}
