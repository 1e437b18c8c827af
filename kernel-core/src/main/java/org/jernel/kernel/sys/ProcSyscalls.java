package org.jernel.kernel.sys;

import java.nio.charset.StandardCharsets;

import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.mm.Uaccess;
import org.jernel.kernel.proc.ProcEntry;
import org.jernel.kernel.proc.ProcFile;
import org.jernel.kernel.proc.ProcFs;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jernel.syscall.Partial;
import org.jernel.syscall.SyscallDefine3;

/** Files by their names, which are those of {@link ProcFs} only. Modelled on {@code fs/open.c}, {@code stat.c}, {@code readdir.c}. */
public final class ProcSyscalls {

    private static final int PATH_MAX = 4096;
    private static final int O_CREAT = 0100;
    private static final int O_EXCL = 0200;
    private static final int O_DIRECTORY = 0200000;

    private final ProcFs proc;

    public ProcSyscalls(ProcFs proc) {
        this.proc = proc;
    }

    @SyscallDefine3("open")
    @Partial("files of /proc/net and /proc/PID/{comm,fd} only, for reading")
    long open(@CType("const char __user *") long filename, int flags, @CType("umode_t") int mode) {
        ProcEntry entry = lookup(filename);
        boolean directory = entry instanceof ProcEntry.Directory;
        if ((flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL)) {
            return Errno.EEXIST.negated();
        }
        boolean writes = (flags & Fcntl.O_ACCMODE) != Fcntl.O_RDONLY;
        if (directory && (writes || (flags & O_CREAT) != 0)) {
            return Errno.EISDIR.negated();
        }
        if (!directory && (flags & O_DIRECTORY) != 0) {
            return Errno.ENOTDIR.negated();
        }
        if (writes) {
            return Errno.EACCES.negated();
        }
        Task task = Task.current();
        long fd = task.files().getUnusedFd(0, task.rlimits().nofile(), (flags & Fcntl.O_CLOEXEC) != 0);
        if (fd >= 0) {
            install(task, (int) fd, entry);
        }
        return fd;
    }

    private static void install(Task task, int fd, ProcEntry entry) {
        boolean opened = false;
        try {
            task.files().fdInstall(fd, ProcFile.open(entry));
            opened = true;
        } finally {
            if (!opened) {
                task.files().putUnusedFd(fd);
            }
        }
    }

    @SyscallDefine3("readlink")
    @Partial("the descriptors of /proc/PID/fd only")
    long readlink(
            @CType("const char __user *") long path, @CType("char __user *") long buf, int bufsiz) {
        if (bufsiz <= 0) {
            return Errno.EINVAL.negated();
        }
        if (!(lookup(path) instanceof ProcEntry.Link(String target))) {
            return Errno.EINVAL.negated();
        }
        byte[] bytes = target.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, bufsiz);
        Uaccess.copyToUser(Task.current().memory(), buf, bytes, 0, length);
        return length;
    }

    @SyscallDefine3("getdents64")
    @Partial("directories of /proc only")
    long getdents64(
            @CType("unsigned int") int fd,
            @CType("struct linux_dirent64 __user *") long dirent,
            @CType("unsigned int") int count) {
        return ReadWriteSyscalls.onFile(
                fd,
                (task, file) -> ProcFile.getdents64(file, task.memory(), dirent,
                        count < 0 ? Integer.MAX_VALUE : count));
    }

    /** {@code getname} and the walk. */
    private ProcEntry lookup(long filename) {
        byte[] path = new byte[PATH_MAX];
        long length = Uaccess.strncpyFromUser(path, Task.current().memory(), filename, PATH_MAX);
        if (length < 0) {
            throw ErrnoException.of(length);
        }
        if (length == PATH_MAX) {
            throw Errno.ENAMETOOLONG.exception();
        }
        ProcEntry entry = proc.lookup(new String(path, 0, (int) length, StandardCharsets.ISO_8859_1));
        if (entry == null) {
            throw Errno.ENOENT.exception();
        }
        return entry;
    }
}
