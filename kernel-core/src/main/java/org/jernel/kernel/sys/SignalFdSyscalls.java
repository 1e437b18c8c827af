package org.jernel.kernel.sys;

import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.signalfd.SignalFd;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.Partial;
import org.jernel.syscall.SyscallDefine3;
import org.jernel.syscall.SyscallDefine4;

/** Modelled on {@code fs/signalfd.c}. */
public final class SignalFdSyscalls {

    @SyscallDefine3("signalfd")
    @Partial("of a signal the number, code, sender and status")
    long signalfd(int ufd, @CType("sigset_t __user *") long userMask, @CType("size_t") long sizemask) {
        return doSignalfd4(ufd, userMask, sizemask, 0);
    }

    @SyscallDefine4("signalfd4")
    @Partial("of a signal the number, code, sender and status")
    long signalfd4(
            int ufd, @CType("sigset_t __user *") long userMask, @CType("size_t") long sizemask, int flags) {
        return doSignalfd4(ufd, userMask, sizemask, flags);
    }

    private static long doSignalfd4(int ufd, long userMask, long sizemask, int flags) {
        if (sizemask != SignalSyscalls.SIGSET_SIZE) {
            return Errno.EINVAL.negated();
        }
        long mask = Task.current().memory().getUser(userMask, Long.BYTES);
        if ((flags & ~(Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK)) != 0) {
            return Errno.EINVAL.negated();
        }
        if (ufd == -1) {
            return AnonFiles.getFd(flags, fileFlags -> SignalFd.create(mask, fileFlags));
        }
        return ReadWriteSyscalls.onFile(ufd, (task, file) -> {
            SignalFd.of(file).setMask(mask, task);
            return ufd;
        });
    }
}
