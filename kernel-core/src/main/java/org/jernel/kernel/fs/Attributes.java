package org.jernel.kernel.fs;

import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** Changing attributes of files; what is against it is thrown. Modelled on {@code fs/attr.c} and {@code fs/open.c}. */
public final class Attributes {

    /** An owner that stays. */
    private static final int UNCHANGED = -1;

    private final Vfs vfs;

    Attributes(Vfs vfs) {
        this.vfs = vfs;
    }

    /** {@code chmod_common}. */
    public void chmod(Path path, int mode) {
        Inode inode = path.inode();
        NameOperations.wantWrite(path.mount());
        synchronized (inode) {
            requireOwner(inode);
            int bits = mode & FileMode.S_IALLUGO;
            if ((bits & FileMode.S_ISGID) != 0 && !Permission.mayKeepSetgid(inode.gid())) {
                bits &= ~FileMode.S_ISGID;
            }
            notifyChange(inode, Iattr.ofMode(bits));
        }
    }

    /** {@code notify_change}; the inode is locked. */
    private static void notifyChange(Inode inode, Iattr attributes) {
        Permission.ask(InodeSecurity.class, "inode_setattr", m -> m.inodeSetattr(inode, attributes));
        inode.operations().setattr(inode, attributes);
    }

    private static void requireOwner(Inode inode) {
        if (!Permission.ownerOrCapable(inode)) {
            throw Errno.EPERM.exception();
        }
    }

    /** {@code chown_common}; -1 leaves the user or group as it is. What everybody might do who runs the file ends. */
    public void chown(Path path, int uid, int gid) {
        Inode inode = path.inode();
        NameOperations.wantWrite(path.mount());
        synchronized (inode) {
            if ((uid != UNCHANGED && !Permission.mayChown(inode, uid))
                    || (gid != UNCHANGED && !Permission.mayChgrp(inode, gid))) {
                throw Errno.EPERM.exception();
            }
            if (!inode.isDirectory() && privileges(inode) != 0) {
                requireOwner(inode);
            }
            Integer mode = inode.isDirectory() ? null : (Integer) (inode.mode() & ~privileges(inode));
            notifyChange(
                    inode,
                    new Iattr(
                            mode,
                            uid == UNCHANGED ? null : (Integer) uid,
                            gid == UNCHANGED ? null : (Integer) gid,
                            null,
                            null,
                            null));
        }
    }

    /** The bits that give who runs the file another's rights. {@code setattr_should_drop_suidgid}. */
    private static int privileges(Inode inode) {
        int mode = inode.mode();
        return (mode & FileMode.S_ISUID) | (FileMode.runsAsGroup(mode) ? FileMode.S_ISGID : 0);
    }

    /** A write ends what a program's file lets everybody do who runs it. {@code file_remove_privs}; the inode is locked. */
    static void removePrivileges(Inode inode) {
        int kill = privileges(inode);
        if (kill != 0 && inode.isRegular() && !Task.capable(Cred.CAP_FSETID)) {
            inode.setMode(inode.mode() & ~kill);
        }
    }

    /**
     * Sets the times, in nanoseconds since the epoch; null leaves one as it is. {@code vfs_utimes}.
     *
     * @param now true if both are the present time, which whoever may write may set
     */
    public void utimes(Path path, @Nullable Long accessed, @Nullable Long modified, boolean now) {
        Inode inode = path.inode();
        NameOperations.wantWrite(path.mount());
        synchronized (inode) {
            if (!now) {
                requireOwner(inode);
            } else if (!Permission.ownerOrCapable(inode)) {
                Permission.check(inode, Permission.MAY_WRITE);
            }
            notifyChange(inode, Iattr.ofTimes(accessed, modified));
        }
    }

    /** {@code vfs_truncate}. */
    public void truncate(Path path, long length) {
        Inode inode = path.inode();
        if (inode.isDirectory()) {
            throw Errno.EISDIR.exception();
        }
        if (!inode.isRegular()) {
            throw Errno.EINVAL.exception();
        }
        NameOperations.wantWrite(path.mount());
        Permission.check(inode, Permission.MAY_WRITE);
        inode.getWriteAccess();
        try {
            truncate(inode, length);
        } finally {
            inode.putWriteAccess();
        }
    }

    /** {@code do_truncate}, of a file that may be written to. */
    public void truncate(Inode inode, long length) {
        synchronized (inode) {
            notifyChange(inode, Iattr.ofSize(length));
            removePrivileges(inode);
        }
    }

    /**
     * Whether a path leads to a file that may be read, written or run: for the real user unless {@code effective}. {@code
     * do_faccessat}.
     *
     * @param mask of {@link Permission#MAY_READ} and the like; 0 asks whether there is a file
     */
    public void access(int dfd, String path, boolean follows, int mask, boolean effective) {
        Task task = Task.current();
        if (effective) {
            access(vfs.lookup(dfd, path, follows), mask);
        } else {
            Permission.as(task.cred().forAccess(), () -> access(vfs.lookup(dfd, path, follows), mask));
        }
    }

    private static void access(Path path, int mask) {
        Inode inode = path.inode();
        boolean runs = (mask & Permission.MAY_EXEC) != 0 && inode.isRegular();
        if (runs && (path.mount().flags() & MountFlags.MS_NOEXEC) != 0) {
            throw Errno.EACCES.exception();
        }
        Permission.check(inode, mask);
        boolean special = !inode.isRegular() && !inode.isDirectory() && !inode.isSymlink();
        if ((mask & Permission.MAY_WRITE) != 0 && !special) {
            NameOperations.wantWrite(path.mount());
        }
    }
}
