package org.jernel.kernel.sys;

import org.jernel.kernel.epoll.Epoll;
import org.jernel.kernel.epoll.EpollCtl;
import org.jernel.kernel.epoll.EventPoll;
import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.File;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.time.KernelClock;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.SyscallDefine1;
import org.jernel.syscall.SyscallDefine4;
import org.jernel.syscall.SyscallDefine6;

/** Modelled on {@code fs/eventpoll.c}. */
public final class EpollSyscalls {

    private final KernelClock clock;
    private final EpollCtl epollCtl = new EpollCtl();

    public EpollSyscalls(KernelClock clock) {
        this.clock = clock;
    }

    @SyscallDefine1("epoll_create")
    long epollCreate(int size) {
        return size <= 0 ? Errno.EINVAL.negated() : doEpollCreate(0);
    }

    @SyscallDefine1("epoll_create1")
    long epollCreate1(int flags) {
        return (flags & ~Fcntl.O_CLOEXEC) != 0 ? Errno.EINVAL.negated() : doEpollCreate(flags);
    }

    private long doEpollCreate(int flags) {
        return AnonFiles.getFd(flags, fileFlags -> EventPoll.create(clock, fileFlags));
    }

    @SyscallDefine4("epoll_ctl")
    long epollCtl(int epfd, int op, int fd, @CType("struct epoll_event __user *") long event) {
        int events = 0;
        long data = 0;
        if (EpollCtl.hasEvent(op)) {
            UserMemory memory = Task.current().memory();
            events = (int) memory.getUser(event, Integer.BYTES);
            data = memory.getUser(event + Integer.BYTES, Long.BYTES);
        }
        return control(epfd, op, fd, events, data);
    }

    private long control(int epfd, int op, int fd, int events, long data) {
        return ReadWriteSyscalls.onFile(epfd, (self, epollFile) -> ReadWriteSyscalls.onFile(fd, (task, target) -> {
            epollCtl.control(epollFile, op, target, fd, events, data);
            return 0;
        }));
    }

    @SyscallDefine4("epoll_wait")
    long epollWait(
            int epfd, @CType("struct epoll_event __user *") long events, int maxevents, int timeout) {
        return doEpollWait(Task.current(), epfd, events, maxevents, Timespec.deadlineMillis(clock, timeout));
    }

    @SyscallDefine6("epoll_pwait")
    long epollPwait(
            int epfd,
            @CType("struct epoll_event __user *") long events,
            int maxevents,
            int timeout,
            @CType("const sigset_t __user *") long sigmask,
            @CType("size_t") long sigsetsize) {
        long deadline = Timespec.deadlineMillis(clock, timeout);
        return doEpollPwait(epfd, events, maxevents, deadline, sigmask, sigsetsize);
    }

    @SyscallDefine6("epoll_pwait2")
    long epollPwait2(
            int epfd,
            @CType("struct epoll_event __user *") long events,
            int maxevents,
            @CType("const struct __kernel_timespec __user *") long timeout,
            @CType("const sigset_t __user *") long sigmask,
            @CType("size_t") long sigsetsize) {
        long deadline = timeout == 0
                ? Long.MAX_VALUE
                : clock.deadline(Timespec.read(Task.current().memory(), timeout).valid().toNanos());
        return doEpollPwait(epfd, events, maxevents, deadline, sigmask, sigsetsize);
    }

    /** The mask holds for the length of the call, and until the handler of the signal that ended it has run. */
    private long doEpollPwait(int epfd, long events, int maxevents, long deadline, long sigmask, long sigsetsize) {
        Task task = Task.current();
        if (sigmask != 0) {
            if (sigsetsize != SignalSyscalls.SIGSET_SIZE) {
                return Errno.EINVAL.negated();
            }
            task.signals().setUserSigmask(task.memory().getUser(sigmask, Long.BYTES));
        }
        long result = doEpollWait(task, epfd, events, maxevents, deadline);
        if (result != Errno.EINTR.negated()) {
            task.signals().restoreSavedSigmask();
        }
        return result;
    }

    private static long doEpollWait(Task task, int epfd, long events, int maxEvents, long deadline) {
        File file = task.files().fget(epfd);
        if (file == null) {
            return Errno.EBADF.negated();
        }
        try {
            return checkedWait(task.memory(), file, events, maxEvents, deadline);
        } finally {
            file.fput();
        }
    }

    /** {@code ep_check_params}, then the wait. */
    private static long checkedWait(UserMemory memory, File file, long events, int maxEvents, long deadline) {
        if (maxEvents <= 0 || maxEvents > Epoll.MAX_EVENTS) {
            return Errno.EINVAL.negated();
        }
        if (!memory.accessOk(events, (long) maxEvents * Epoll.EVENT_SIZE)) {
            return Errno.EFAULT.negated();
        }
        return EventPoll.isEpoll(file)
                ? EventPoll.of(file).poll(memory, events, maxEvents, deadline)
                : Errno.EINVAL.negated();
    }
}
