package org.jernel.kernel.epoll;

import org.jernel.kernel.file.Poll;

/** The numbers of epoll that poll has not, from {@code include/uapi/linux/eventpoll.h}. */
public final class Epoll {

    public static final int EPOLL_CTL_ADD = 1;
    public static final int EPOLL_CTL_DEL = 2;
    public static final int EPOLL_CTL_MOD = 3;

    /** One wake-up reaches only one of the epolls that watch a file this way. */
    public static final int EPOLLEXCLUSIVE = 1 << 28;

    /** Keeps the machine awake: what cannot sleep takes it and does nothing. */
    public static final int EPOLLWAKEUP = 1 << 29;

    public static final int EPOLLONESHOT = 1 << 30;
    public static final int EPOLLET = 1 << 31;

    /** {@code sizeof(struct epoll_event)}, which is packed on x86-64. */
    public static final int EVENT_SIZE = 12;

    /** The most events that one call may ask for. {@code EP_MAX_EVENTS}. */
    public static final int MAX_EVENTS = Integer.MAX_VALUE / EVENT_SIZE;

    /** What says how to watch, and not for what. {@code EP_PRIVATE_BITS}. */
    static final int PRIVATE_BITS = EPOLLWAKEUP | EPOLLONESHOT | EPOLLET | EPOLLEXCLUSIVE;

    static final int INOUT_BITS = Poll.POLLIN | Poll.POLLOUT;

    static final int EXCLUSIVE_OK_BITS =
            INOUT_BITS | Poll.POLLERR | Poll.POLLHUP | EPOLLWAKEUP | EPOLLET | EPOLLEXCLUSIVE;

    private Epoll() {}
}
