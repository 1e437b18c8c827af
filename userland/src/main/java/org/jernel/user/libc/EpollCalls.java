package org.jernel.user.libc;

import java.util.ArrayList;
import java.util.List;

import org.jernel.kernel.task.Task;

/** {@code sys/epoll.h}; the data of an event is its descriptor. */
abstract class EpollCalls extends SocketCalls {

    public static final int EPOLL_CTL_ADD = 1;
    public static final int EPOLL_CTL_DEL = 2;
    public static final int EPOLL_CTL_MOD = 3;
    public static final int EPOLLIN = 1;
    public static final int EPOLLOUT = 4;

    /** {@code sizeof(struct epoll_event)}: packed on this processor. */
    private static final int EVENT_SIZE = 12;

    EpollCalls(Task task, ProgramText text, long stackPointer) {
        super(task, text, stackPointer);
    }

    public final int epollCreate1(int flags) {
        return (int) syscall(Unistd.EPOLL_CREATE1, flags);
    }

    public final int epollCtl(int epfd, int op, int fd, int events) {
        try (StackFrame frame = frame()) {
            long event = frame.allocate(EVENT_SIZE);
            storeInt(event, events);
            storeLong(event + Integer.BYTES, fd);
            return (int) syscall(Unistd.EPOLL_CTL, epfd, op, fd, event, 0);
        }
    }

    /** Waits for events; an empty list for none in time, and after an error, which errno then tells. */
    public final List<EpollEvent> epollWait(int epfd, int most, int timeoutMillis) {
        try (StackFrame frame = frame()) {
            long events = frame.allocate((long) most * EVENT_SIZE);
            long count = syscall(Unistd.EPOLL_WAIT, epfd, events, most, timeoutMillis, 0);
            List<EpollEvent> told = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long event = events + (long) i * EVENT_SIZE;
                told.add(new EpollEvent(loadInt(event), (int) loadLong(event + Integer.BYTES)));
            }
            return told;
        }
    }
}
