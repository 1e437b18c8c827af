package org.jernel.kernel.sys;

import org.jernel.kernel.exec.Exec;
import org.jernel.kernel.exec.UserStrings;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.task.Rlimits;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.CType;
import org.jernel.syscall.Partial;
import org.jernel.syscall.SyscallDefine3;
import org.jernel.syscall.SyscallDefine5;

/** Executing files. Modelled on {@code fs/exec.c}; what succeeds returns into another program. */
public final class ExecSyscalls {

    private static final String LIMITS =
            "scripts and the userland's programs; a file that is written to can be executed";

    private final Exec exec;

    public ExecSyscalls(Exec exec) {
        this.exec = exec;
    }

    @SyscallDefine3("execve")
    @Partial(LIMITS)
    long execve(
            @CType("const char __user *") long filename,
            @CType("const char __user *const __user *") long argv,
            @CType("const char __user *const __user *") long envp) {
        return execute(Vfs.AT_FDCWD, FileNames.getname(filename), argv, envp, 0);
    }

    @SyscallDefine5("execveat")
    @Partial(LIMITS)
    long execveat(
            int fd,
            @CType("const char __user *") long filename,
            @CType("const char __user *const __user *") long argv,
            @CType("const char __user *const __user *") long envp,
            int flags) {
        String path = (flags & Exec.AT_EMPTY_PATH) != 0
                ? FileNames.getnameOrEmpty(filename)
                : FileNames.getname(filename);
        return execute(fd, path, argv, envp, flags);
    }

    private long execute(int dfd, String path, long argv, long envp, int flags) {
        Task task = Task.current();
        UserMemory memory = task.memory();
        long stack = task.rlimits().limit(Rlimits.RLIMIT_STACK).soft();
        exec.execveat(dfd, path, name -> UserStrings.copyFrom(memory, argv, envp, name, stack), flags);
        return 0;
    }
}
