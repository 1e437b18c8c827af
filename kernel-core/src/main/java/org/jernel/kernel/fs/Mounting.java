package org.jernel.kernel.fs;

import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** Hanging file systems into the tree and taking them down; what is against it is thrown. Modelled on {@code fs/namespace.c}. */
public final class Mounting {

    /** Takes a mount down at once for who looks, and for who uses it when he is done. */
    public static final int MNT_DETACH = 2;

    /** A symbolic link in the last place is not followed. */
    public static final int UMOUNT_NOFOLLOW = 8;

    private static final int MNT_FORCE = 1;
    private static final int UMOUNT_FLAGS = MNT_FORCE | MNT_DETACH | UMOUNT_NOFOLLOW;

    /** Marks flags that have a meaning, from times when there were none. */
    private static final int MS_MGC_VAL = 0xc0ed0000;

    private static final int MS_MGC_MSK = 0xffff0000;

    private static final int MS_UNDERSTOOD = MountFlags.KEPT | MountFlags.MS_REMOUNT | MountFlags.MS_BIND
            | MountFlags.MS_SILENT | MountFlags.MS_STRICTATIME;

    private final Vfs vfs;

    Mounting(Vfs vfs) {
        this.vfs = vfs;
    }

    private static void requireAdmin() {
        if (!Task.capable(Cred.CAP_SYS_ADMIN)) {
            throw Errno.EPERM.exception();
        }
    }

    /** {@code path_mount}; throws EINVAL for flags that nothing here understands. */
    public void mount(
            @Nullable String source, String target, @Nullable String type, int givenFlags, String options) {
        Path place = vfs.lookup(target);
        int flags = (givenFlags & MS_MGC_MSK) == MS_MGC_VAL ? givenFlags & ~MS_MGC_MSK : givenFlags;
        Permission.ask(InodeSecurity.class, "sb_mount", m -> m.sbMount(source, place, type, flags));
        requireAdmin();
        if ((flags & ~MS_UNDERSTOOD) != 0) {
            throw Errno.EINVAL.exception();
        }
        if ((flags & MountFlags.MS_REMOUNT) != 0) {
            remount(place, flags);
        } else if ((flags & MountFlags.MS_BIND) != 0) {
            bind(source, place);
        } else {
            newMount(typeOf(type), source == null ? "none" : source, place, flags, options);
        }
    }

    private FileSystemType typeOf(@Nullable String type) {
        if (type == null) {
            throw Errno.EINVAL.exception();
        }
        FileSystemType known = vfs.filesystem(type);
        if (known == null) {
            throw Errno.ENODEV.exception();
        }
        return known;
    }

    /** {@code do_new_mount}. */
    void newMount(FileSystemType type, String source, Path place, int flags, String options) {
        SuperBlock superBlock = type.getTree(source, options);
        attach(superBlock, superBlock.root(), source, place, flags);
    }

    private void attach(SuperBlock superBlock, Dentry root, String source, Path place, int flags) {
        boolean again = place.mount().superBlock().equals(superBlock) && place.dentry() == place.mount().root();
        if (again && root == superBlock.root()) {
            throw Errno.EBUSY.exception();
        }
        if (root.inode().isDirectory() != place.inode().isDirectory()) {
            throw Errno.ENOTDIR.exception();
        }
        boolean plain = (flags & (MountFlags.MS_NOATIME | MountFlags.MS_STRICTATIME)) == 0;
        int kept = (flags & MountFlags.KEPT) | (plain ? MountFlags.MS_RELATIME : 0);
        vfs.mountTree().attach(vfs.mountTree().create(superBlock, root, source, kept), place);
    }

    /** The same files in a second place. {@code do_loopback}. */
    private void bind(@Nullable String source, Path place) {
        if (source == null || source.isEmpty()) {
            throw Errno.EINVAL.exception();
        }
        Path old = vfs.lookup(source);
        Mount mount = old.mount();
        if (old.inode().isDirectory() != place.inode().isDirectory()) {
            throw Errno.ENOTDIR.exception();
        }
        vfs.mountTree().attach(
                vfs.mountTree().create(mount.superBlock(), old.dentry(), mount.source(), mount.flags()), place);
    }

    /** Changes the flags of a mount, and without MS_BIND whether its file system can be written to at all. {@code do_remount}. */
    private static void remount(Path place, int flags) {
        if (place.dentry() != place.mount().root()) {
            throw Errno.EINVAL.exception();
        }
        if ((flags & MountFlags.MS_BIND) == 0) {
            place.mount().superBlock().remount((flags & MountFlags.MS_RDONLY) != 0);
        }
        place.mount().setFlags(flags & MountFlags.KEPT);
    }

    /** {@code ksys_umount}. */
    public void umount(String target, int flags) {
        if ((flags & ~UMOUNT_FLAGS) != 0) {
            throw Errno.EINVAL.exception();
        }
        Path place = vfs.lookup(Vfs.AT_FDCWD, target, (flags & UMOUNT_NOFOLLOW) == 0);
        requireAdmin();
        if (place.dentry() != place.mount().root()) {
            throw Errno.EINVAL.exception();
        }
        Permission.ask(InodeSecurity.class, "sb_umount", m -> m.sbUmount(place.mount(), flags));
        vfs.mountTree().detach(place.mount(), (flags & MNT_DETACH) != 0);
    }
}
