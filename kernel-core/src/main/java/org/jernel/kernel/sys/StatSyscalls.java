package org.jernel.kernel.sys;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

import org.jernel.kernel.file.File;
import org.jernel.kernel.fs.DeviceNumber;
import org.jernel.kernel.fs.FileName;
import org.jernel.kernel.fs.FileSystemType;
import org.jernel.kernel.fs.Inode;
import org.jernel.kernel.fs.Path;
import org.jernel.kernel.fs.Stat;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.mm.Page;
import org.jernel.kernel.mm.Uaccess;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.Partial;
import org.jernel.syscall.SyscallDefine2;
import org.jernel.syscall.SyscallDefine3;
import org.jernel.syscall.SyscallDefine4;
import org.jernel.syscall.SyscallDefine5;

/** What files are. Modelled on {@code fs/stat.c}. */
public final class StatSyscalls {

    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_NO_AUTOMOUNT = 0x800;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int AT_STATX_SYNC_TYPE = 0x6000;
    private static final int STAT_SIZE = 144;
    private static final int STATX_SIZE = 256;
    private static final int STATX_BASIC_STATS = 0x7ff;
    private static final int STATX_CHANGES = 0xc0;
    private static final int STATX_BTIME = 0x800;
    private static final int STATX_MNT_ID = 0x1000;
    private static final int STATX_RESERVED = 0x8000_0000;
    private static final long STATX_ATTR_MOUNT_ROOT = 0x2000;
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
                .putLong(Integer.toUnsignedLong(DeviceNumber.encode(stat.device())))
                .putLong(stat.inode())
                .putLong(stat.links())
                .putInt(stat.mode())
                .putInt(stat.uid())
                .putInt(stat.gid())
                .putInt(0)
                .putLong(Integer.toUnsignedLong(DeviceNumber.encode(stat.rdev())))
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

    /** {@code do_statx}: of all that is asked for it tells what there is. */
    @SyscallDefine5("statx")
    @Partial("the basic attributes, when a file of a tmpfs was made, the number of the mount and whether it is one's root")
    long statx(
            int dfd,
            @CType("const char __user *") long filename,
            @CType("unsigned") int flags,
            @CType("unsigned int") int mask,
            @CType("struct statx __user *") long buffer) {
        int known = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH | AT_STATX_SYNC_TYPE;
        if ((mask & STATX_RESERVED) != 0
                || (flags & ~known) != 0
                || (flags & AT_STATX_SYNC_TYPE) == AT_STATX_SYNC_TYPE) {
            return Errno.EINVAL.negated();
        }
        Stat stat = statOf(dfd, filename, flags);
        int told = told(stat, mask);
        ByteBuffer struct = Structs.allocate(STATX_SIZE)
                .putInt(told)
                .putInt(Page.SIZE)
                .putLong(stat.isMountRoot() ? STATX_ATTR_MOUNT_ROOT : 0)
                .putInt(stat.links())
                .putInt(stat.uid())
                .putInt(stat.gid())
                .putShort((short) stat.mode())
                .putShort((short) 0)
                .putLong(stat.inode())
                .putLong(stat.size())
                .putLong(stat.blocks())
                .putLong(STATX_ATTR_MOUNT_ROOT);
        putStatxTime(struct, stat.accessed());
        putStatxTime(struct, (told & STATX_BTIME) == 0 ? 0 : stat.created());
        putStatxTime(struct, (told & STATX_CHANGES) == 0 ? 0 : stat.changed());
        putStatxTime(struct, (told & STATX_CHANGES) == 0 ? 0 : stat.modified());
        struct.putInt(DeviceNumber.major(stat.rdev()))
                .putInt(DeviceNumber.minor(stat.rdev()))
                .putInt(DeviceNumber.major(stat.device()))
                .putInt(DeviceNumber.minor(stat.device()))
                .putLong(stat.mountId());
        Structs.copyToUser(Task.current().memory(), buffer, struct);
        return 0;
    }

    /** What a file system has to tell of what is asked: {@code shmem_getattr}, {@code fill_mg_cmtime}. */
    private static int told(Stat stat, int mask) {
        FileSystemType type = stat.type();
        int told = STATX_BASIC_STATS | (stat.mountId() == 0 ? 0 : STATX_MNT_ID);
        if (type != null && type.tellsCreation()) {
            told |= mask & STATX_BTIME;
        }
        boolean asksChanges = (mask & STATX_CHANGES) != 0;
        return type != null && type.hasMultigrainTimes() && !asksChanges ? told & ~STATX_CHANGES : told;
    }

    private static void putStatxTime(ByteBuffer struct, long nanos) {
        struct.putLong(Math.floorDiv(nanos, SECOND)).putInt((int) Math.floorMod(nanos, SECOND)).putInt(0);
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
