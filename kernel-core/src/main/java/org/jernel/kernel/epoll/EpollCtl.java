package org.jernel.kernel.epoll;

import org.jernel.kernel.file.File;
import org.jernel.syscall.Errno;

/**
 * What {@code epoll_ctl} does, and what it refuses. One for each kernel. Modelled on {@code do_epoll_ctl} of
 * {@code fs/eventpoll.c}.
 */
public final class EpollCtl {

    /** The most epolls that may watch one another in a row, less one. {@code EP_MAX_NESTS}. */
    private static final int MAX_NESTS = 4;

    /**
     * Held while an epoll begins to watch another, so that two that watch each other do not both pass the look for loops.
     * Taken before the mutex of any epoll. {@code epnested_mutex}.
     */
    private final Object nestedMutex = new Object();

    /** True for commands that come with an event. {@code ep_op_has_event}. */
    public static boolean hasEvent(int op) {
        return op != Epoll.EPOLL_CTL_DEL;
    }

    /**
     * Changes what an epoll watches; throws EPERM, EINVAL, ELOOP, EEXIST or ENOENT.
     *
     * @param epollFile the file that should be an epoll
     * @param fd the descriptor that {@code target} was found by
     */
    public void control(File epollFile, int op, File target, int fd, int events, long data) {
        if (!target.operations().canPoll()) {
            throw Errno.EPERM.exception();
        }
        if (epollFile == target) {
            throw Errno.EINVAL.exception();
        }
        EventPoll eventPoll = EventPoll.of(epollFile);
        checkExclusive(op, target, events);
        switch (op) {
            case Epoll.EPOLL_CTL_ADD -> add(eventPoll, epollFile, target, fd, events, data);
            case Epoll.EPOLL_CTL_DEL -> eventPoll.delete(target, fd);
            case Epoll.EPOLL_CTL_MOD -> eventPoll.modify(target, fd, events, data);
            default -> throw Errno.EINVAL.exception();
        }
    }

    private static void checkExclusive(int op, File target, int events) {
        if (!hasEvent(op) || (events & Epoll.EPOLLEXCLUSIVE) == 0) {
            return;
        }
        boolean nested = op == Epoll.EPOLL_CTL_ADD && EventPoll.isEpoll(target);
        boolean wrongBits = op == Epoll.EPOLL_CTL_ADD && (events & ~Epoll.EXCLUSIVE_OK_BITS) != 0;
        if (op == Epoll.EPOLL_CTL_MOD || nested || wrongBits) {
            throw Errno.EINVAL.exception();
        }
    }

    private void add(EventPoll eventPoll, File epollFile, File target, int fd, int events, long data) {
        if (!EventPoll.isEpoll(target)) {
            eventPoll.insert(target, fd, events, data);
            return;
        }
        synchronized (nestedMutex) {
            EventPoll inner = EventPoll.of(target);
            if (depthBelow(inner, eventPoll) + 1 + heightAbove(epollFile) > MAX_NESTS) {
                throw Errno.ELOOP.exception();
            }
            eventPoll.insert(target, fd, events, data);
        }
    }

    /** How many epolls are watched in a row from {@code from}, itself not counted; throws ELOOP if {@code root} is one. */
    private static int depthBelow(EventPoll from, EventPoll root) {
        if (from == root) {
            throw Errno.ELOOP.exception();
        }
        int depth = 0;
        for (EventPoll inner : from.watched()) {
            depth = Math.max(depth, depthBelow(inner, root) + 1);
        }
        return depth;
    }

    /** How many epolls watch one another in a row above this one. {@code ep_get_upwards_depth_proc}. */
    private static int heightAbove(File epollFile) {
        int height = 0;
        for (EventPoll outer : WatchedFile.watchers(epollFile)) {
            height = Math.max(height, heightAbove(outer.file()) + 1);
        }
        return height;
    }
}
