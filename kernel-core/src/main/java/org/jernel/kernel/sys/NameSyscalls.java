package org.jernel.kernel.sys;

import org.jernel.kernel.fs.DeviceNumber;
import org.jernel.kernel.fs.NameOperations;
import org.jernel.kernel.fs.Renaming;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.Partial;
import org.jernel.syscall.SyscallDefine1;
import org.jernel.syscall.SyscallDefine2;
import org.jernel.syscall.SyscallDefine3;
import org.jernel.syscall.SyscallDefine4;
import org.jernel.syscall.SyscallDefine5;

/** Making names and taking them away. Modelled on {@code fs/namei.c}. */
public final class NameSyscalls {

    private static final int AT_REMOVEDIR = 0x200;
    private static final int AT_SYMLINK_FOLLOW = 0x400;
    private static final int AT_EMPTY_PATH = 0x1000;

    private final NameOperations names;
    private final Renaming renaming;

    public NameSyscalls(Vfs vfs) {
        this.names = vfs.names();
        this.renaming = vfs.renaming();
    }

    @SyscallDefine2("mkdir")
    long mkdir(@CType("const char __user *") long pathname, @CType("umode_t") int mode) {
        return mkdirat(Vfs.AT_FDCWD, pathname, mode);
    }

    @SyscallDefine3("mkdirat")
    long mkdirat(int dfd, @CType("const char __user *") long pathname, @CType("umode_t") int mode) {
        names.mkdir(dfd, FileNames.getname(pathname), mode);
        return 0;
    }

    @SyscallDefine1("rmdir")
    long rmdir(@CType("const char __user *") long pathname) {
        names.rmdir(Vfs.AT_FDCWD, FileNames.getname(pathname));
        return 0;
    }

    @SyscallDefine3("mknod")
    long mknod(
            @CType("const char __user *") long filename,
            @CType("umode_t") int mode,
            @CType("unsigned int") int dev) {
        return mknodat(Vfs.AT_FDCWD, filename, mode, dev);
    }

    @SyscallDefine4("mknodat")
    long mknodat(
            int dfd,
            @CType("const char __user *") long filename,
            @CType("umode_t") int mode,
            @CType("unsigned int") int dev) {
        NameOperations.mayMknod(mode);
        names.mknod(dfd, FileNames.getname(filename), mode, DeviceNumber.decode(dev));
        return 0;
    }

    @SyscallDefine1("unlink")
    long unlink(@CType("const char __user *") long pathname) {
        names.unlink(Vfs.AT_FDCWD, FileNames.getname(pathname));
        return 0;
    }

    @SyscallDefine3("unlinkat")
    long unlinkat(int dfd, @CType("const char __user *") long pathname, int flag) {
        if ((flag & ~AT_REMOVEDIR) != 0) {
            return Errno.EINVAL.negated();
        }
        String path = FileNames.getname(pathname);
        if (flag == 0) {
            names.unlink(dfd, path);
        } else {
            names.rmdir(dfd, path);
        }
        return 0;
    }

    @SyscallDefine2("symlink")
    long symlink(@CType("const char __user *") long oldname, @CType("const char __user *") long newname) {
        return symlinkat(oldname, Vfs.AT_FDCWD, newname);
    }

    @SyscallDefine3("symlinkat")
    long symlinkat(
            @CType("const char __user *") long oldname,
            int newdfd,
            @CType("const char __user *") long newname) {
        names.symlink(FileNames.getname(oldname), newdfd, FileNames.getname(newname));
        return 0;
    }

    @SyscallDefine2("link")
    long link(@CType("const char __user *") long oldname, @CType("const char __user *") long newname) {
        return linkat(Vfs.AT_FDCWD, oldname, Vfs.AT_FDCWD, newname, 0);
    }

    @SyscallDefine5("linkat")
    long linkat(
            int olddfd,
            @CType("const char __user *") long oldname,
            int newdfd,
            @CType("const char __user *") long newname,
            int flags) {
        if ((flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH)) != 0) {
            return Errno.EINVAL.negated();
        }
        if ((flags & AT_EMPTY_PATH) != 0 && !Task.capable(Cred.CAP_DAC_READ_SEARCH)) {
            return Errno.ENOENT.negated();
        }
        String from = (flags & AT_EMPTY_PATH) != 0 ? FileNames.getnameOrEmpty(oldname) : FileNames.getname(oldname);
        names.link(olddfd, from, (flags & AT_SYMLINK_FOLLOW) != 0, newdfd, () -> FileNames.getname(newname));
        return 0;
    }

    @SyscallDefine2("rename")
    long rename(@CType("const char __user *") long oldname, @CType("const char __user *") long newname) {
        return renameat2(Vfs.AT_FDCWD, oldname, Vfs.AT_FDCWD, newname, 0);
    }

    @SyscallDefine4("renameat")
    long renameat(
            int olddfd,
            @CType("const char __user *") long oldname,
            int newdfd,
            @CType("const char __user *") long newname) {
        return renameat2(olddfd, oldname, newdfd, newname, 0);
    }

    @SyscallDefine5("renameat2")
    @Partial("RENAME_NOREPLACE and RENAME_EXCHANGE; RENAME_WHITEOUT is refused as by a file system that has none")
    long renameat2(
            int olddfd,
            @CType("const char __user *") long oldname,
            int newdfd,
            @CType("const char __user *") long newname,
            @CType("unsigned int") int flags) {
        int known = Renaming.RENAME_NOREPLACE | Renaming.RENAME_EXCHANGE;
        if ((flags & ~known) != 0 || flags == known) {
            return Errno.EINVAL.negated();
        }
        renaming.rename(olddfd, FileNames.getname(oldname), newdfd, () -> FileNames.getname(newname), flags);
        return 0;
    }
}
