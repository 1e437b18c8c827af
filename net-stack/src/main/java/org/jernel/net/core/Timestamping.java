package org.jernel.net.core;

import org.jernel.kernel.mm.LittleEndian;

/** In which form a receiver is told when a message came. {@code SOCK_RCVTSTAMP} and the flags beside it. */
public enum Timestamping {
    NONE(0, 1),
    /** {@code struct timeval}. */
    MICROS(29, 1_000),
    /** {@code struct timespec}. */
    NANOS(35, 1),
    /** {@code struct __kernel_sock_timeval}, which is the same on 64 bits. */
    MICROS_NEW(63, 1_000),
    /** {@code struct __kernel_timespec}. */
    NANOS_NEW(64, 1);

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int SIZE = 16;

    private final int type;
    private final int nanosPerUnit;

    Timestamping(int type, int nanosPerUnit) {
        this.type = type;
        this.nanosPerUnit = nanosPerUnit;
    }

    /** Tells a receiver when its message came, if it wants to know. {@code __sock_recv_timestamp}. */
    public void put(MsgHdr message, long realtimeNanos) {
        if (this != NONE) {
            byte[] time = new byte[SIZE];
            LittleEndian.put(time, 0, realtimeNanos / NANOS_PER_SECOND, Long.BYTES);
            LittleEndian.put(time, Long.BYTES, realtimeNanos % NANOS_PER_SECOND / nanosPerUnit, Long.BYTES);
            message.putCmsg(SolSocket.SOL_SOCKET, type, time);
        }
    }
}
