package org.jernel.net.ipv4;

import org.jernel.net.uapi.Shutdown;

/** How large a window to offer, given the receive buffer. The window half of {@code net/ipv4/tcp_output.c}. */
final class TcpWindow {

    /** The largest window that needs no scaling. */
    static final int MAX_UNSCALED = 65535;

    private TcpWindow() {}

    /** The bytes of data that fit a buffer: half, as the rest is what packets weigh beside them. */
    static int fromSpace(int space) {
        return space - (space >> 1);
    }

    private static int freeSpace(TcpSock sk) {
        return fromSpace(Math.max(0, sk.options().rcvbuf - sk.rmemAlloc));
    }

    static int fullSpace(TcpSock sk) {
        return fromSpace(sk.options().rcvbuf);
    }

    /** The shift that lets the largest buffer be offered. Half of {@code tcp_select_initial_window}. */
    static int initialScale(TcpSock sk) {
        int space = Math.max(sk.options().rcvbuf, sk.net().sysctl().tcpRmem.get(2));
        return Math.clamp(31 - Integer.numberOfLeadingZeros(space) - 15, 0, 14);
    }

    /** The first window: whole segments, and what fits the field of a SYN. {@code tcp_select_initial_window}. */
    static int initialWindow(TcpSock sk, int mss) {
        int space = fullSpace(sk);
        return Math.min(space > mss ? space - space % mss : space, MAX_UNSCALED);
    }

    /** The window to write into the next segment, scaled. Never takes back what was offered. {@code tcp_select_window}. */
    static int select(TcpSock sk) {
        int current = sk.receiveWindow();
        int window = candidate(sk);
        if (window < current) {
            window = alignUp(current, sk.rxOpt.rcvWscale);
        }
        sk.rcvWnd = window;
        sk.rcvWup = sk.rcvNxt;
        return Math.min(window, MAX_UNSCALED << sk.rxOpt.rcvWscale) >> sk.rxOpt.rcvWscale;
    }

    /**
     * The window that the buffer has room for; 0 rather than a silly one (RFC 9293, 3.8.6.2.2).
     * {@code __tcp_select_window}.
     */
    static int candidate(TcpSock sk) {
        int scale = sk.rxOpt.rcvWscale;
        int free = freeSpace(sk);
        int full = fullSpace(sk);
        int allowed = Math.min(sk.windowClamp, full);
        int mss = Math.min(sk.ack.rcvMss, allowed);
        if (mss <= 0) {
            return 0;
        }
        if (free < allowed >> 1) {
            sk.ack.quick = 0;
            free = free >> scale << scale;
            if (free < full >> 4 || free < mss) {
                return 0;
            }
        }
        free = Math.min(free, sk.rcvSsthresh);
        if (scale != 0) {
            return alignUp(free, scale);
        }
        int window = sk.rcvWnd;
        if (window <= free - mss || window > free) {
            return free - free % mss;
        }
        return mss == allowed && free > window + (allowed >> 1) ? free : window;
    }

    private static int alignUp(int window, int scale) {
        int unit = 1 << scale;
        return window + unit - 1 & -unit;
    }

    /** Data came: the window may open further if it filled its memory well. {@code tcp_grow_window}. */
    static void grow(TcpSock sk, int length, int truesize) {
        int room = Math.min(sk.windowClamp, freeSpace(sk)) - sk.rcvSsthresh;
        if (room > 0 && fromSpace(truesize) <= length) {
            sk.rcvSsthresh += Math.min(room, Math.max(2 * sk.advmss, 2 * length));
        }
    }

    /**
     * The user has read {@code copied} bytes: tells the peer of the room if it waits for that, and sends what was owed.
     * {@code tcp_cleanup_rbuf}.
     */
    static void cleanupRbuf(TcpSock sk, long copied) {
        boolean timeToAck = false;
        if (sk.ack.scheduled) {
            boolean pushedAndRead = copied > 0
                    && (sk.ack.pushedTwice || (sk.ack.pushed && !sk.ack.pingpong))
                    && sk.rmemAlloc == 0;
            timeToAck = sk.rcvNxt - sk.rcvWup > sk.ack.rcvMss || pushedAndRead;
        }
        if (!timeToAck && copied > 0 && !sk.isShutdown(Shutdown.RCV_SHUTDOWN)) {
            int now = sk.receiveWindow();
            if (2 * now <= sk.windowClamp) {
                int next = candidate(sk);
                timeToAck = next != 0 && next >= 2 * now;
            }
        }
        if (timeToAck) {
            TcpOutput.sendAck(sk);
        }
    }
}
