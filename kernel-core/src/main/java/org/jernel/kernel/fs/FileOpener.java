package org.jernel.kernel.fs;

import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.FileSecurity;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** Opening a file by its name, and making it where it is asked for. {@code path_openat} of {@code fs/namei.c}. */
final class FileOpener {

    private static final int VALID_FLAGS = Fcntl.O_ACCMODE | Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_NOCTTY
            | Fcntl.O_TRUNC | Fcntl.O_APPEND | Fcntl.O_NONBLOCK | Fcntl.O_SYNC | Fcntl.FASYNC | Fcntl.O_DIRECT
            | Fcntl.O_LARGEFILE | Fcntl.O_DIRECTORY | Fcntl.O_NOFOLLOW | Fcntl.O_NOATIME | Fcntl.O_CLOEXEC
            | Fcntl.O_PATH | Fcntl.O_TMPFILE;
    private static final int PATH_FLAGS =
            Fcntl.O_PATH | Fcntl.O_DIRECTORY | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC;

    /** What F_GETFL does not tell. */
    private static final int OPEN_ONLY =
            Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_NOCTTY | Fcntl.O_TRUNC | Fcntl.O_CLOEXEC;

    private static final int CREATE_DIRECTORY = Fcntl.O_CREAT | Fcntl.O_DIRECTORY;

    private final Vfs vfs;

    FileOpener(Vfs vfs) {
        this.vfs = vfs;
    }

    /** What the last name led to. */
    private record Found(Path path, boolean created) {}

    File open(int dfd, String path, int wanted, int mode) {
        int flags = buildOpenFlags(wanted);
        if ((flags & Fcntl.O_TMPFILE) != 0) {
            return openTmpfile(dfd, path, flags, mode);
        }
        PathWalk walk = vfs.walk(dfd, path);
        if ((flags & Fcntl.O_PATH) != 0) {
            Path place = walk.toEnd(path, (flags & Fcntl.O_NOFOLLOW) == 0);
            checkDirectory(place, flags);
            return new File(Vfs.PATH_OPERATIONS, flags & ~OPEN_ONLY, place, place);
        }
        Found found = findLast(walk, path, flags, mode);
        return doOpen(found, flags);
    }

    /** {@code build_open_flags}. */
    static int buildOpenFlags(int wanted) {
        int flags = wanted & VALID_FLAGS;
        if ((flags & CREATE_DIRECTORY) == CREATE_DIRECTORY) {
            throw Errno.EINVAL.exception();
        }
        if ((flags & Fcntl.O_TMPFILE) != 0) {
            if ((flags & Fcntl.O_DIRECTORY) == 0 || !Vfs.isWrite(flags)) {
                throw Errno.EINVAL.exception();
            }
        }
        return (flags & Fcntl.O_PATH) != 0 ? flags & PATH_FLAGS : flags;
    }

    private static int accessMask(int flags) {
        int mask = switch (flags & Fcntl.O_ACCMODE) {
            case Fcntl.O_RDONLY -> Permission.MAY_READ;
            case Fcntl.O_WRONLY -> Permission.MAY_WRITE;
            default -> Permission.MAY_READ | Permission.MAY_WRITE;
        };
        return (flags & Fcntl.O_TRUNC) != 0 ? mask | Permission.MAY_WRITE : mask;
    }

    /** {@code open_last_lookups}, again for each link in the last place. */
    private Found findLast(PathWalk walk, String path, int flags, int mode) {
        boolean creates = (flags & Fcntl.O_CREAT) != 0;
        boolean follows = (flags & Fcntl.O_NOFOLLOW) == 0
                && (flags & (Fcntl.O_CREAT | Fcntl.O_EXCL)) != (Fcntl.O_CREAT | Fcntl.O_EXCL);
        String rest = path;
        while (true) {
            walk.toParent(rest);
            if (!creates || walk.last() != PathWalk.Last.NORM) {
                return new Found(walk.finishFrom(follows), false);
            }
            if (walk.hasTrailingSlash()) {
                throw Errno.EISDIR.exception();
            }
            Path found = walk.lookup(walk.lastName());
            if (found == null) {
                Found made = create(walk.at(), walk.lastName(), mode);
                if (made.created()) {
                    return made;
                }
                found = made.path();
            }
            String target = found.inode().isSymlink() && follows ? walk.followLast(found) : null;
            if (target == null) {
                return new Found(found.inode().isSymlink() && follows ? walk.at() : found, false);
            }
            rest = target;
        }
    }

    /** Makes a regular file, unless somebody else was faster. */
    private Found create(Path parent, String name, int mode) {
        Inode directory = parent.inode();
        synchronized (directory) {
            Dentry there = parent.dentry().lookup(name);
            if (there != null) {
                return new Found(new Path(parent.mount(), there), false);
            }
            NameOperations.wantWrite(parent.mount());
            Permission.mayCreate(directory);
            Dentry dentry = new Dentry(parent.dentry(), name);
            int bits = fileMode(mode);
            Permission.ask(InodeSecurity.class, "inode_create", m -> m.inodeCreate(directory, dentry, bits));
            directory.operations().create(directory, dentry, bits);
            return new Found(new Path(parent.mount(), dentry), true);
        }
    }

    private int fileMode(int mode) {
        return FileMode.S_IFREG | (mode & FileMode.S_IALLUGO & ~vfs.umask());
    }

    private File openTmpfile(int dfd, String path, int flags, int mode) {
        Path place = vfs.lookup(dfd, path, true);
        checkDirectory(place, flags);
        Inode directory = place.inode();
        NameOperations.wantWrite(place.mount());
        Permission.check(directory, Permission.MAY_WRITE | Permission.MAY_EXEC);
        Inode made = directory.operations().tmpfile(directory, fileMode(mode));
        if (made == null) {
            throw Errno.EOPNOTSUPP.exception();
        }
        if ((flags & Fcntl.O_EXCL) == 0) {
            made.setLinkable();
        }
        Dentry dentry = new Dentry(place.dentry(), "#" + made.number());
        dentry.instantiateUnhashed(made);
        return doDentryOpen(new Path(place.mount(), dentry), flags);
    }

    private static void checkDirectory(Path place, int flags) {
        if ((flags & Fcntl.O_DIRECTORY) != 0 && !place.inode().isDirectory()) {
            throw Errno.ENOTDIR.exception();
        }
    }

    /** {@code do_open}. */
    private File doOpen(Found found, int flags) {
        Path path = found.path();
        Inode inode = path.inode();
        if ((flags & Fcntl.O_CREAT) != 0 && !found.created()) {
            if ((flags & Fcntl.O_EXCL) != 0) {
                throw Errno.EEXIST.exception();
            }
            if (inode.isDirectory()) {
                throw Errno.EISDIR.exception();
            }
        }
        checkDirectory(path, flags);
        if (found.created()) {
            return doDentryOpen(path, flags);
        }
        mayOpen(path, flags);
        if (Vfs.isWrite(flags) || (flags & Fcntl.O_TRUNC) != 0) {
            checkWritable(path);
        }
        File file = doDentryOpen(path, flags);
        if ((flags & Fcntl.O_TRUNC) != 0 && inode.isRegular()) {
            handleTruncate(file, inode);
        }
        return file;
    }

    private void handleTruncate(File file, Inode inode) {
        boolean done = false;
        try {
            inode.getWriteAccess();
            try {
                vfs.attributes().truncate(inode, 0);
            } finally {
                inode.putWriteAccess();
            }
            done = true;
        } finally {
            if (!done) {
                file.fput();
            }
        }
    }

    /** Devices and pipes can be written to through a mount that is read-only. */
    private static void checkWritable(Path path) {
        Inode inode = path.inode();
        if (inode.isRegular()) {
            NameOperations.wantWrite(path.mount());
        }
    }

    /** {@code may_open}. */
    private static void mayOpen(Path path, int flags) {
        Inode inode = path.inode();
        if (inode.isSymlink()) {
            throw Errno.ELOOP.exception();
        }
        int mask = accessMask(flags);
        if (inode.isDirectory() && (mask & Permission.MAY_WRITE) != 0) {
            throw Errno.EISDIR.exception();
        }
        if (FileMode.isDevice(inode.mode()) && (path.mount().flags() & MountFlags.MS_NODEV) != 0) {
            throw Errno.EACCES.exception();
        }
        Permission.check(inode, mask);
        if ((flags & Fcntl.O_NOATIME) != 0 && !Permission.ownerOrCapable(inode)) {
            throw Errno.EPERM.exception();
        }
    }

    /** {@code do_dentry_open}. */
    File doDentryOpen(Path path, int flags) {
        Inode inode = path.inode();
        @Nullable DeviceOpener opener = vfs.deviceOpener(inode.mode() & FileMode.S_IFMT);
        File file = new File(inode.fileOperations(), flags & ~OPEN_ONLY, inode, path);
        boolean opened = false;
        try {
            if (opener != null) {
                file.replaceOperations(opener.operations(inode, file));
            }
            FileOperations operations = file.operations();
            if ((flags & Fcntl.O_DIRECT) != 0 && !operations.canDirect()) {
                throw Errno.EINVAL.exception();
            }
            Permission.ask(FileSecurity.class, "file_open", m -> m.fileOpen(file));
            operations.open(file);
            opened = true;
            return file;
        } finally {
            if (!opened) {
                file.putOwner();
                path.closed(file.isWritable());
            }
        }
    }
}
