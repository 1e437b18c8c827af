package org.jernel.kernel.fs;

import java.util.List;

import org.jernel.kernel.owner.OperationsOwner;
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

    /** Takes a mount down that nobody has used since this was asked for the last time. */
    private static final int MNT_EXPIRE = 4;

    private static final int UMOUNT_FLAGS = MNT_FORCE | MNT_DETACH | MNT_EXPIRE | UMOUNT_NOFOLLOW;

    /** Marks flags that have a meaning, from times when there were none. */
    private static final int MS_MGC_VAL = 0xc0ed0000;

    private static final int MS_MGC_MSK = 0xffff0000;

    private static final int MS_UNDERSTOOD = MountFlags.KEPT | MountFlags.MS_REMOUNT | MountFlags.MS_BIND
            | MountFlags.MS_MOVE | MountFlags.MS_REC | MountFlags.PROPAGATION | MountFlags.MS_SILENT
            | MountFlags.MS_STRICTATIME;

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
            remount(place, flags, options);
        } else if ((flags & MountFlags.MS_BIND) != 0) {
            bind(source, place, (flags & MountFlags.MS_REC) != 0);
        } else if ((flags & MountFlags.PROPAGATION) != 0) {
            changeType(place, flags & ~(MountFlags.MS_REC | MountFlags.MS_SILENT));
        } else if ((flags & MountFlags.MS_MOVE) != 0) {
            move(source, place);
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
        MountTree.hold(type);
        try {
            SuperBlock superBlock = type.getTree(source, options);
            attach(superBlock, superBlock.root(), source, place, flags);
        } finally {
            OperationsOwner owner = type.owner();
            if (owner != null) {
                owner.put();
            }
        }
    }

    private void attach(SuperBlock superBlock, Dentry root, String source, Path given, int flags) {
        synchronized (vfs.mountTree()) {
            Path place = lockMount(given);
            boolean again = place.mount().superBlock().equals(superBlock) && place.dentry() == place.mount().root();
            if (again && root == superBlock.root()) {
                throw Errno.EBUSY.exception();
            }
            requireSameKind(root, place);
            vfs.mountTree().attach(vfs.mountTree().create(superBlock, root, source, mountFlags(flags)), place);
        }
    }

    /** What a mount keeps of what it was asked for. {@code path_mount}. */
    private static int mountFlags(int flags) {
        boolean plain = (flags & (MountFlags.MS_NOATIME | MountFlags.MS_STRICTATIME)) == 0;
        int kept = (flags & MountFlags.KEPT) | (plain ? MountFlags.MS_RELATIME : 0);
        boolean strict = (flags & MountFlags.MS_STRICTATIME) != 0;
        return strict ? kept & ~(MountFlags.MS_NOATIME | MountFlags.MS_RELATIME) : kept;
    }

    /** With the tree's monitor held: where a mount really hangs: over all that hangs there already; throws ENOENT for what was removed or let go. */
    private Path lockMount(Path given) {
        Path place = vfs.mountTree().top(given);
        if (place.dentry().isUnhashed() || !vfs.mountTree().contains(place.mount())) {
            throw Errno.ENOENT.exception();
        }
        return place;
    }

    private void requireMounted(Mount mount) {
        if (!vfs.mountTree().contains(mount)) {
            throw Errno.EINVAL.exception();
        }
    }

    private static void requireSameKind(Dentry root, Path place) {
        if (root.inode().isDirectory() != place.inode().isDirectory()) {
            throw Errno.ENOTDIR.exception();
        }
    }

    /** A mount is told of by its root. {@code path_mounted}. */
    private static void requireRoot(Path place) {
        if (place.dentry() != place.mount().root()) {
            throw Errno.EINVAL.exception();
        }
    }

    private Path source(@Nullable String source) {
        if (source == null || source.isEmpty()) {
            throw Errno.EINVAL.exception();
        }
        return vfs.lookup(source);
    }

    /** The same files in a second place, with what is mounted among them if {@code all}. {@code do_loopback}. */
    private void bind(@Nullable String source, Path given, boolean all) {
        Path old = source(source);
        synchronized (vfs.mountTree()) {
            Path place = lockMount(given);
            requireMounted(old.mount());
            requireSameKind(old.dentry(), place);
            copy(old.mount(), old.dentry(), place, all);
        }
    }

    /** {@code copy_tree}. */
    private void copy(Mount mount, Dentry root, Path place, boolean all) {
        List<Mount> children = all ? vfs.mountTree().below(new Path(mount, root)) : List.of();
        Mount copy = vfs.mountTree().create(mount.superBlock(), root, mount.source(), mount.flags());
        vfs.mountTree().attach(copy, place);
        for (Mount child : children) {
            Path at = child.mountpoint();
            if (at != null) {
                copy(child, child.root(), new Path(copy, at.dentry()), true);
            }
        }
    }

    /** Hangs a mount somewhere else. {@code do_move_mount}. */
    private void move(@Nullable String source, Path given) {
        Path old = source(source);
        synchronized (vfs.mountTree()) {
            Path place = lockMount(given);
            requireMounted(old.mount());
            requireRoot(old);
            if (old.inode().isDirectory() != place.inode().isDirectory()) {
                throw Errno.EINVAL.exception();
            }
            vfs.mountTree().move(old.mount(), place);
        }
    }

    /** All mounts are private, which is what may be asked for, and slaves without a master are the same. {@code do_change_type}. */
    private static void changeType(Path place, int type) {
        requireRoot(place);
        if (type != MountFlags.MS_PRIVATE && type != MountFlags.MS_SLAVE) {
            throw Errno.EINVAL.exception();
        }
    }

    /** Changes the flags of a mount, and without MS_BIND whether its file system can be written to at all. {@code do_remount}. */
    private void remount(Path place, int flags, String options) {
        requireRoot(place);
        Mount mount = place.mount();
        requireMounted(mount);
        boolean readOnly = (flags & MountFlags.MS_RDONLY) != 0;
        if ((flags & MountFlags.MS_BIND) == 0) {
            mount.superBlock().reconfigure(readOnly, options);
        } else if (readOnly && mount.hasWriters()) {
            throw Errno.EBUSY.exception();
        }
        boolean keepsTimes = (flags & (MountFlags.ATIME | MountFlags.MS_STRICTATIME)) == 0;
        mount.setFlags(keepsTimes
                ? (flags & MountFlags.KEPT & ~MountFlags.ATIME) | (mount.flags() & MountFlags.ATIME)
                : mountFlags(flags));
    }

    /** {@code ksys_umount}. */
    public void umount(String target, int flags) {
        if ((flags & ~UMOUNT_FLAGS) != 0) {
            throw Errno.EINVAL.exception();
        }
        Path place = vfs.mountTree().top(vfs.lookup(Vfs.AT_FDCWD, target, (flags & UMOUNT_NOFOLLOW) == 0));
        requireAdmin();
        requireRoot(place);
        Mount mount = place.mount();
        requireMounted(mount);
        Permission.ask(InodeSecurity.class, "sb_umount", m -> m.sbUmount(mount, flags));
        boolean lazily = (flags & MNT_DETACH) != 0;
        boolean ofTask = mount == vfs.root().mount();
        if ((flags & MNT_EXPIRE) != 0) {
            mayExpire(mount, ofTask || (flags & (MNT_FORCE | MNT_DETACH)) != 0);
        }
        if (ofTask && !lazily) {
            mount.superBlock().remount(true);
        } else {
            vfs.mountTree().detach(mount, lazily);
        }
    }

    /** The first call marks, the second one takes down, unless somebody came in between: EAGAIN. */
    private static void mayExpire(Mount mount, boolean senseless) {
        if (senseless) {
            throw Errno.EINVAL.exception();
        }
        if (mount.isBusy()) {
            throw Errno.EBUSY.exception();
        }
        if (!mount.expire()) {
            throw Errno.EAGAIN.exception();
        }
    }
}
