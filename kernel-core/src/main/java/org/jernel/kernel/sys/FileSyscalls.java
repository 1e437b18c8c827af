package org.jernel.kernel.sys;

import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.file.FileSecurity;
import org.jernel.kernel.pipe.PipeFile;
import org.jernel.kernel.task.FileOwnership;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.Partial;
import org.jernel.syscall.SyscallDefine1;
import org.jernel.syscall.SyscallDefine2;
import org.jernel.syscall.SyscallDefine3;

/** Descriptors. Modelled on {@code fs/file.c}, {@code fs/fcntl.c} and {@code close} of {@code fs/open.c}. */
public final class FileSyscalls {

    @SyscallDefine1("close")
    long close(@CType("unsigned int") int fd) {
        return Task.current().files().closeFd(fd);
    }

    @SyscallDefine1("dup")
    long dup(@CType("unsigned int") int fildes) {
        return ReadWriteSyscalls.onFile(fildes, (task, file) -> {
            long fd = task.files().getUnusedFd(0, task.rlimits().nofile(), false);
            if (fd >= 0) {
                task.files().fdInstall((int) fd, file.getFile());
            }
            return fd;
        });
    }

    @SyscallDefine2("dup2")
    long dup2(@CType("unsigned int") int oldfd, @CType("unsigned int") int newfd) {
        Task task = Task.current();
        if (oldfd != newfd) {
            return task.files().dup2(oldfd, newfd, task.rlimits().nofile(), false);
        }
        return ReadWriteSyscalls.onFile(oldfd, (self, file) -> newfd);
    }

    @SyscallDefine3("dup3")
    long dup3(@CType("unsigned int") int oldfd, @CType("unsigned int") int newfd, int flags) {
        if ((flags & ~Fcntl.O_CLOEXEC) != 0 || oldfd == newfd) {
            return Errno.EINVAL.negated();
        }
        Task task = Task.current();
        return task.files().dup2(oldfd, newfd, task.rlimits().nofile(), flags != 0);
    }

    @SyscallDefine3("fcntl")
    @Partial("no locks, leases, seals or hints; owners have SIGURG and not SIGIO")
    long fcntl(@CType("unsigned int") int fd, @CType("unsigned int") int cmd, @CType("unsigned long") long arg) {
        return ReadWriteSyscalls.onFile(fd, (task, file) -> {
            long refused = task.security()
                    .ask(FileSecurity.class, "file_fcntl", m -> m.fileFcntl(file, cmd, arg));
            if (refused != 0) {
                return refused;
            }
            FdTable files = task.files();
            return switch (cmd) {
                case Fcntl.F_SETPIPE_SZ -> PipeFile.setSize(file, (int) arg);
                case Fcntl.F_GETPIPE_SZ -> PipeFile.size(file);
                case Fcntl.F_SETOWN -> FileOwnership.setown(task, file, (int) arg);
                case Fcntl.F_GETOWN -> FileOwnership.getown(task.tasks(), file);
                case Fcntl.F_SETOWN_EX -> FileOwnership.setownEx(task, file, arg);
                case Fcntl.F_GETOWN_EX -> FileOwnership.getownEx(task, file, arg);
                default -> Fcntl.doFcntl(files, fd, file, cmd, arg, task.rlimits().nofile());
            };
        });
    }
}
