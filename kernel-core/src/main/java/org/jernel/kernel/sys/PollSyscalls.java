package org.jernel.kernel.sys;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.jernel.kernel.file.PollFd;
import org.jernel.kernel.file.Select;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.time.KernelClock;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.KernelErrno;
import org.jernel.syscall.SyscallDefine3;
import org.jernel.syscall.SyscallDefine5;

/** Modelled on the poll half of {@code fs/select.c}. */
public final class PollSyscalls {

    private static final int POLLFD_SIZE = 8;
    private static final int REVENTS = 6;

    private final KernelClock clock;

    public PollSyscalls(KernelClock clock) {
        this.clock = clock;
    }

    @SyscallDefine3("poll")
    long poll(@CType("struct pollfd __user *") long ufds, @CType("unsigned int") long nfds, int timeoutMsecs) {
        return pollUntil(ufds, nfds, Timespec.deadlineMillis(clock, timeoutMsecs));
    }

    /** Goes on with the same deadline when a signal without a handler ends it. {@code do_restart_poll}. */
    private long pollUntil(long ufds, long nfds, long deadline) {
        Task task = Task.current();
        long result = doSysPoll(task, ufds, nfds, deadline);
        return result == -KernelErrno.ERESTARTNOHAND
                ? task.restartWith(() -> pollUntil(ufds, nfds, deadline))
                : result;
    }

    @SyscallDefine5("ppoll")
    long ppoll(
            @CType("struct pollfd __user *") long ufds,
            @CType("unsigned int") long nfds,
            @CType("struct __kernel_timespec __user *") long tsp,
            @CType("const sigset_t __user *") long sigmask,
            @CType("size_t") long sigsetsize) {
        Task task = Task.current();
        MaskedWait wait = MaskedWait.begin(task, clock, tsp, Timespec::read, sigmask, sigsetsize);
        return wait.run(() -> doSysPoll(task, ufds, nfds, wait.deadline()), Timespec::write);
    }

    private long doSysPoll(Task task, long ufds, long nfds, long deadline) {
        if (nfds > task.rlimits().nofile()) {
            return Errno.EINVAL.negated();
        }
        UserMemory memory = task.memory();
        ByteBuffer structs = Structs.copyFromUser(memory, ufds, (int) nfds * POLLFD_SIZE);
        List<PollFd> fds = new ArrayList<>((int) nfds);
        while (structs.hasRemaining()) {
            fds.add(new PollFd(structs.getInt(), structs.getShort() & 0xffff));
            structs.getShort();
        }
        long result = Select.doPoll(task.files(), clock, fds, deadline);
        // Only the answers are written: the rest of the array may be in use by another thread.
        long revents = ufds + REVENTS;
        for (PollFd pollFd : fds) {
            memory.putUser(revents, pollFd.revents(), Short.BYTES);
            revents += POLLFD_SIZE;
        }
        return result;
    }
}
