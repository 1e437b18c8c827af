package org.jernel.kernel.sys;

import org.jernel.kernel.eventfd.EventFd;
import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.time.KernelClock;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.SyscallDefine1;
import org.jernel.syscall.SyscallDefine2;

/** Modelled on {@code fs/eventfd.c}. */
public final class EventFdSyscalls {

    private static final int FLAGS = EventFd.EFD_SEMAPHORE | Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK;

    private final KernelClock clock;

    public EventFdSyscalls(KernelClock clock) {
        this.clock = clock;
    }

    @SyscallDefine1("eventfd")
    long eventfd(@CType("unsigned int") int count) {
        return doEventfd(count, 0);
    }

    @SyscallDefine2("eventfd2")
    long eventfd2(@CType("unsigned int") int count, int flags) {
        return doEventfd(count, flags);
    }

    private long doEventfd(int count, int flags) {
        if ((flags & ~FLAGS) != 0) {
            return Errno.EINVAL.negated();
        }
        boolean semaphore = (flags & EventFd.EFD_SEMAPHORE) != 0;
        return AnonFiles.getFd(flags, fileFlags -> EventFd.create(clock, count, semaphore, fileFlags));
    }
}
