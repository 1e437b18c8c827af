package org.jernel.kernel.sys;

import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.probe.Probes;
import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.CType;
import org.jernel.syscall.SyscallDefine2;
import org.jernel.syscall.SyscallDefine3;
import org.jernel.syscall.SyscallDefine4;

/** Opening files by their names. Modelled on {@code fs/open.c}. */
public final class OpenSyscalls {

    private static final int CREAT_FLAGS = Fcntl.O_CREAT | Fcntl.O_WRONLY | Fcntl.O_TRUNC;

    private final Vfs vfs;
    private final Probes probes;

    public OpenSyscalls(Vfs vfs, Probes probes) {
        this.vfs = vfs;
        this.probes = probes;
    }

    @SyscallDefine3("open")
    long open(@CType("const char __user *") long filename, int flags, @CType("umode_t") int mode) {
        return probedOpen(Vfs.AT_FDCWD, filename, flags, mode);
    }

    @SyscallDefine4("openat")
    long openat(int dfd, @CType("const char __user *") long filename, int flags, @CType("umode_t") int mode) {
        return probedOpen(dfd, filename, flags, mode);
    }

    @SyscallDefine2("creat")
    long creat(@CType("const char __user *") long pathname, @CType("umode_t") int mode) {
        return probedOpen(Vfs.AT_FDCWD, pathname, CREAT_FLAGS, mode);
    }

    private long probedOpen(int dfd, long filename, int flags, int mode) {
        return probes.isOff()
                ? doSysOpen(dfd, filename, flags, mode)
                : probes.call(CoreFunctions.DO_SYS_OPENAT2, a -> doSysOpen((int) a[0], a[1], (int) a[2], (int) a[3]),
                        dfd, filename,
                        flags, mode);
    }

    /**
     * The flags are looked at first, then the name is read, a descriptor taken, and the file opened, which may be as large as it
     * likes: {@code force_o_largefile}. {@code do_sys_openat2}.
     */
    @KernelFunction("do_sys_openat2")
    private long doSysOpen(int dfd, long filename, int wanted, int mode) {
        int flags = Vfs.buildOpenFlags(wanted | Fcntl.O_LARGEFILE);
        String path = FileNames.getname(filename);
        Task task = Task.current();
        FdTable files = task.files();
        long fd = files.getUnusedFd(0, task.rlimits().nofile(), (flags & Fcntl.O_CLOEXEC) != 0);
        if (fd < 0) {
            return fd;
        }
        boolean opened = false;
        try {
            files.fdInstall((int) fd, vfs.open(dfd, path, flags, mode));
            opened = true;
        } finally {
            if (!opened) {
                files.putUnusedFd((int) fd);
            }
        }
        return fd;
    }
}
