package org.jernel.kernel.sys;

import org.jernel.kernel.fs.DirentWriter;
import org.jernel.kernel.fs.FileName;
import org.jernel.kernel.fs.Path;
import org.jernel.kernel.fs.Permission;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.mm.Uaccess;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.SyscallDefine1;
import org.jernel.syscall.SyscallDefine2;
import org.jernel.syscall.SyscallDefine3;

/** Listing directories and standing in them. Modelled on {@code fs/readdir.c}, {@code fs/open.c} and {@code fs/d_path.c}. */
public final class DirectorySyscalls {

    private final Vfs vfs;

    public DirectorySyscalls(Vfs vfs) {
        this.vfs = vfs;
    }

    @SyscallDefine3("getdents64")
    long getdents64(
            @CType("unsigned int") int fd,
            @CType("struct linux_dirent64 __user *") long dirent,
            @CType("unsigned int") int count) {
        int room = count < 0 ? Integer.MAX_VALUE : count;
        return ReadWriteSyscalls.onFile(fd, (task, file) -> DirentWriter.getdents64(file, task.memory(), dirent, room));
    }

    @SyscallDefine1("chdir")
    long chdir(@CType("const char __user *") long filename) {
        Path place = vfs.lookup(FileNames.getname(filename) + "/.");
        Task.current().fs().setPwd(place);
        return 0;
    }

    @SyscallDefine1("fchdir")
    long fchdir(@CType("unsigned int") int fd) {
        return ReadWriteSyscalls.onFile(fd, (task, file) -> {
            Path place = Path.ofOrNull(file);
            if (place == null || !place.inode().isDirectory()) {
                return Errno.ENOTDIR.negated();
            }
            Permission.check(place.inode(), Permission.MAY_EXEC);
            task.fs().setPwd(place);
            return 0;
        });
    }

    @SyscallDefine1("chroot")
    long chroot(@CType("const char __user *") long filename) {
        Path place = vfs.lookup(FileNames.getname(filename) + "/.");
        Permission.check(place.inode(), Permission.MAY_EXEC);
        if (!Task.capable(Cred.CAP_SYS_CHROOT)) {
            return Errno.EPERM.negated();
        }
        Task.current().fs().setRoot(place);
        return 0;
    }

    @SyscallDefine1("umask")
    long umask(int mask) {
        return Task.current().fs().setUmask(mask);
    }

    /** The length with its NUL; what lies outside of the task's root is said to be unreachable. */
    @SyscallDefine2("getcwd")
    long getcwd(@CType("char __user *") long buf, @CType("unsigned long") long size) {
        String path = vfs.getcwd();
        byte[] bytes = FileName.bytes(path + "\0");
        if (Long.compareUnsigned(size, bytes.length) < 0) {
            return Errno.ERANGE.negated();
        }
        Uaccess.copyToUser(Task.current().memory(), buf, bytes);
        return bytes.length;
    }
}
