package org.jernel.kernel.sys;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

import org.jernel.kernel.file.File;
import org.jernel.kernel.fs.DeviceNumber;
import org.jernel.kernel.fs.FileName;
import org.jernel.kernel.fs.Inode;
import org.jernel.kernel.fs.Path;
import org.jernel.kernel.fs.Stat;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.mm.Page;
import org.jernel.kernel.mm.Uaccess;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.SyscallDefine2;
import org.jernel.syscall.SyscallDefine3;
import org.jernel.syscall.SyscallDefine4;

/** What files are. Modelled on {@code fs/stat.c}. */
public final class StatSyscalls {

    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_NO_AUTOMOUNT = 0x800;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STAT_SIZE = 144;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Vfs vfs;

    public StatSyscalls(Vfs vfs) {
        this.vfs = vfs;
    }

    @SyscallDefine2("newstat")
    long newstat(
            @CType("const char __user *") long filename, @CType("struct stat __user *") long statbuf) {
        return copyOut(Stat.of(vfs.lookup(Vfs.AT_FDCWD, FileNames.getname(filename), true)), statbuf);
    }

    @SyscallDefine2("newlstat")
    long newlstat(
            @CType("const char __user *") long filename, @CType("struct stat __user *") long statbuf) {
        return copyOut(Stat.of(vfs.lookup(Vfs.AT_FDCWD, FileNames.getname(filename), false)), statbuf);
    }

    @SyscallDefine2("newfstat")
    long newfstat(@CType("unsigned int") int fd, @CType("struct stat __user *") long statbuf) {
        return ReadWriteSyscalls.onFile(fd, (_, file) -> copyOut(Stat.of(file), statbuf));
    }

    @SyscallDefine4("newfstatat")
    long newfstatat(
            int dfd,
            @CType("const char __user *") long filename,
            @CType("struct stat __user *") long statbuf,
            int flag) {
        if ((flag & ~(AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH)) != 0) {
            return Errno.EINVAL.negated();
        }
        return copyOut(statOf(dfd, filename, flag), statbuf);
    }

    /** An empty path is the descriptor's file, even one that has no name. {@code vfs_statx}. */
    private Stat statOf(int dfd, long filename, int flag) {
        boolean mayBeEmpty = (flag & AT_EMPTY_PATH) != 0;
        String path = mayBeEmpty ? FileNames.getnameOrEmpty(filename) : FileNames.getname(filename);
        if (path.isEmpty() && dfd != Vfs.AT_FDCWD) {
            File file = Task.current().files().fget(dfd);
            if (file == null) {
                throw Errno.EBADF.exception();
            }
            try {
                return Stat.of(file);
            } finally {
                file.fput();
            }
        }
        return Stat.of(vfs.lookup(dfd, path, (flag & AT_SYMLINK_NOFOLLOW) == 0));
    }

    /** {@code cp_new_stat}. */
    private static long copyOut(Stat stat, long statbuf) {
        ByteBuffer struct = Structs.allocate(STAT_SIZE)
                .putLong(DeviceNumber.encode(stat.device()))
                .putLong(stat.inode())
                .putLong(stat.links())
                .putInt(stat.mode())
                .putInt(stat.uid())
                .putInt(stat.gid())
                .putInt(0)
                .putLong(DeviceNumber.encode(stat.rdev()))
                .putLong(stat.size())
                .putLong(Page.SIZE)
                .putLong(stat.blocks());
        putTime(struct, stat.accessed());
        putTime(struct, stat.modified());
        putTime(struct, stat.changed());
        Structs.copyToUser(Task.current().memory(), statbuf, struct);
        return 0;
    }

    private static void putTime(ByteBuffer struct, long nanos) {
        struct.putLong(Math.floorDiv(nanos, SECOND)).putLong(Math.floorMod(nanos, SECOND));
    }

    @SyscallDefine3("readlink")
    long readlink(
            @CType("const char __user *") long path, @CType("char __user *") long buf, int bufsiz) {
        return readlinkat(Vfs.AT_FDCWD, path, buf, bufsiz);
    }

    /** An empty path is the link that the descriptor was opened for. {@code do_readlinkat}. */
    @SyscallDefine4("readlinkat")
    long readlinkat(
            int dfd, @CType("const char __user *") long path, @CType("char __user *") long buf, int bufsiz) {
        if (bufsiz <= 0) {
            return Errno.EINVAL.negated();
        }
        String name = FileNames.getnameOrEmpty(path);
        if (name.isEmpty() && dfd == Vfs.AT_FDCWD) {
            return Errno.ENOENT.negated();
        }
        Path place = vfs.lookup(dfd, name, false);
        Inode inode = place.inode();
        if (!inode.isSymlink()) {
            return (name.isEmpty() ? Errno.ENOENT : Errno.EINVAL).negated();
        }
        byte[] target = FileName.bytes(inode.operations().readlink(inode));
        int length = Math.min(target.length, bufsiz);
        Uaccess.copyToUser(Task.current().memory(), buf, target, 0, length);
        return length;
    }
}
