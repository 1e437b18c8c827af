package org.jernel.kernel.sys;

import java.nio.ByteBuffer;

import org.jernel.kernel.fs.MountFlags;
import org.jernel.kernel.fs.Path;
import org.jernel.kernel.fs.Statfs;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.mm.Page;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.Partial;
import org.jernel.syscall.SyscallDefine2;
import org.jernel.syscall.SyscallDefine5;
import org.jspecify.annotations.Nullable;

/** Mounts and their limits. Modelled on {@code fs/namespace.c} and {@code fs/statfs.c}. */
public final class MountSyscalls {

    private static final int STATFS_SIZE = 120;
    private static final int NAME_MAX = 255;

    /** Says that the flags of {@code struct statfs} are there. */
    private static final int ST_VALID = 0x20;

    private static final int ST_RELATIME = 0x1000;

    /** Those that mount and statfs have the same number for. */
    private static final int ST_SAME = MountFlags.MS_RDONLY | MountFlags.MS_NOSUID | MountFlags.MS_NODEV
            | MountFlags.MS_NOEXEC | MountFlags.MS_NOATIME | MountFlags.MS_NODIRATIME;

    private final Vfs vfs;

    public MountSyscalls(Vfs vfs) {
        this.vfs = vfs;
    }

    @SyscallDefine5("mount")
    @Partial("tmpfs, proc and what the kernel registers; all mounts are private")
    long mount(
            @CType("char __user *") long devName,
            @CType("char __user *") long dirName,
            @CType("char __user *") long type,
            @CType("unsigned long") long flags,
            @CType("void __user *") long data) {
        String kind = stringOrNull(type);
        String source = stringOrNull(devName);
        String options = stringOrNull(data);
        vfs.mounting().mount(source, FileNames.getname(dirName), kind, (int) flags, options == null ? "" : options);
        return 0;
    }

    private static @Nullable String stringOrNull(long address) {
        return address == 0 ? null : FileNames.getnameOrEmpty(address);
    }

    @SyscallDefine2("umount")
    @Partial("the root of all cannot be detached")
    long umount(@CType("char __user *") long name, int flags) {
        vfs.mounting().umount(FileNames.getname(name), flags);
        return 0;
    }

    @SyscallDefine2("statfs")
    long statfs(@CType("const char __user *") long pathname, @CType("struct statfs __user *") long buf) {
        return copyOut(vfs.lookup(FileNames.getname(pathname)), buf);
    }

    @SyscallDefine2("fstatfs")
    @Partial("files that have a name")
    long fstatfs(@CType("unsigned int") int fd, @CType("struct statfs __user *") long buf) {
        return ReadWriteSyscalls.onFile(fd, (_, file) -> {
            Path path = Path.ofOrNull(file);
            return path == null ? Errno.ENOSYS.negated() : copyOut(path, buf);
        });
    }

    private static long copyOut(Path path, long buf) {
        Statfs limits = path.mount().superBlock().statfs();
        int mountFlags = path.mount().flags();
        int flags = ST_VALID | (mountFlags & ST_SAME)
                | ((mountFlags & MountFlags.MS_RELATIME) != 0 ? ST_RELATIME : 0)
                | (path.mount().isReadOnly() ? MountFlags.MS_RDONLY : 0);
        ByteBuffer struct = Structs.allocate(STATFS_SIZE)
                .putLong(path.mount().superBlock().magic())
                .putLong(Page.SIZE)
                .putLong(limits.blocks())
                .putLong(limits.freeBlocks())
                .putLong(limits.freeBlocks())
                .putLong(limits.files())
                .putLong(limits.freeFiles())
                .putLong(path.mount().superBlock().device())
                .putLong(NAME_MAX)
                .putLong(Page.SIZE)
                .putLong(flags);
        Structs.copyToUser(Task.current().memory(), buf, struct);
        return 0;
    }
}
