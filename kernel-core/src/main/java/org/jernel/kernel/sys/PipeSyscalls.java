package org.jernel.kernel.sys;

import java.util.concurrent.atomic.AtomicLong;

import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.pipe.PipeFile;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.time.KernelClock;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jernel.syscall.Partial;
import org.jernel.syscall.SyscallDefine1;
import org.jernel.syscall.SyscallDefine2;

/** Modelled on {@code fs/pipe.c}. */
public final class PipeSyscalls {

    /** Asks for a pipe of notifications, by the value of O_EXCL. {@code O_NOTIFICATION_PIPE}. */
    private static final int O_NOTIFICATION_PIPE = 0200;

    private static final int FLAGS = Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK | Fcntl.O_DIRECT | O_NOTIFICATION_PIPE;

    private final KernelClock clock;
    private final AtomicLong lastNumber = new AtomicLong();

    public PipeSyscalls(KernelClock clock) {
        this.clock = clock;
    }

    @SyscallDefine1("pipe")
    long pipe(@CType("int __user *") long fildes) {
        return doPipe2(fildes, 0);
    }

    @SyscallDefine2("pipe2")
    @Partial("no notification pipes")
    long pipe2(@CType("int __user *") long fildes, int flags) {
        return doPipe2(fildes, flags);
    }

    private long doPipe2(long fildes, int flags) {
        if ((flags & ~FLAGS) != 0) {
            return Errno.EINVAL.negated();
        }
        if ((flags & O_NOTIFICATION_PIPE) != 0) {
            return Errno.ENOPKG.negated();
        }
        Task task = Task.current();
        FdTable files = task.files();
        boolean cloexec = (flags & Fcntl.O_CLOEXEC) != 0;
        long reader = files.getUnusedFd(0, task.rlimits().nofile(), cloexec);
        if (reader < 0) {
            return reader;
        }
        long writer = files.getUnusedFd(0, task.rlimits().nofile(), cloexec);
        if (writer < 0) {
            files.putUnusedFd((int) reader);
            return writer;
        }
        try {
            Structs.copyToUser(
                    task.memory(), fildes,
                    Structs.allocate(2 * Integer.BYTES).putInt((int) reader).putInt((int) writer));
        } catch (ErrnoException e) {
            files.putUnusedFd((int) reader);
            files.putUnusedFd((int) writer);
            return e.result();
        }
        PipeFile.Ends ends = PipeFile.create(clock, lastNumber.incrementAndGet(), flags);
        files.fdInstall((int) reader, ends.reader());
        files.fdInstall((int) writer, ends.writer());
        return 0;
    }
}
