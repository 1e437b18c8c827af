package org.jernel.kernel.fs;

import java.util.function.Supplier;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jernel.kernel.fs.PathWalk.Last;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** Making names and taking them away; what is against it is thrown. The {@code vfs_*} functions of {@code fs/namei.c}. */
public final class NameOperations {

    private final Vfs vfs;

    NameOperations(Vfs vfs) {
        this.vfs = vfs;
    }

    /** {@code mnt_want_write}. */
    static void wantWrite(Mount mount) {
        if (mount.isReadOnly()) {
            throw Errno.EROFS.exception();
        }
    }

    /** What is done with a new name, in its locked directory. */
    @FunctionalInterface
    private interface Maker {

        void make(Inode directory, Dentry dentry);
    }

    /** {@code filename_create}: a name that is there is told before a mount that is read-only. */
    private Dentry create(int dfd, String path, boolean makesDirectory, Maker maker) {
        PathWalk walk = vfs.walk(dfd, path);
        walk.toParent(path);
        if (walk.last() != Last.NORM) {
            throw Errno.EEXIST.exception();
        }
        Path parent = walk.at();
        return createIn(parent, walk.lastName(), makesDirectory || !walk.hasTrailingSlash(), maker);
    }

    private static Dentry createIn(Path parent, String name, boolean mayMake, Maker maker) {
        Inode directory = parent.inode();
        synchronized (directory) {
            if (name.length() > FileName.NAME_MAX) {
                throw Errno.ENAMETOOLONG.exception();
            }
            if (parent.dentry().lookup(name) != null) {
                throw Errno.EEXIST.exception();
            }
            if (!mayMake) {
                throw Errno.ENOENT.exception();
            }
            wantWrite(parent.mount());
            Permission.mayCreate(directory);
            Dentry dentry = new Dentry(parent.dentry(), name);
            maker.make(directory, dentry);
            return dentry;
        }
    }

    /** {@code do_mkdirat}. */
    public void mkdir(int dfd, String path, int mode) {
        int bits = mode & (FileMode.S_IRWXUGO | FileMode.S_ISVTX) & ~vfs.umask();
        Dentry _ = create(dfd, path, true, (directory, dentry) -> {
            Permission.ask(InodeSecurity.class, "inode_mkdir", m -> m.inodeMkdir(directory, dentry, bits));
            directory.operations().mkdir(directory, dentry, bits);
        });
    }

    /** Makes what has no bytes, and returns it; {@code rdev} is a {@link DeviceNumber}. {@code do_mknodat}. */
    @CanIgnoreReturnValue
    public Inode mknod(int dfd, String path, int mode, int rdev) {
        mayMknod(mode);
        int type = typeToMake(mode);
        int typeAndBits = type | (mode & FileMode.S_IALLUGO & ~vfs.umask());
        return create(dfd, path, false, (directory, dentry) -> mknod(directory, dentry, typeAndBits, rdev)).inode();
    }

    private static int typeToMake(int mode) {
        return (mode & FileMode.S_IFMT) == 0 ? FileMode.S_IFREG : mode & FileMode.S_IFMT;
    }

    /** Throws what is against a file of that type, wherever. {@code may_mknod}. */
    public static void mayMknod(int mode) {
        switch (typeToMake(mode)) {
            case FileMode.S_IFREG, FileMode.S_IFCHR, FileMode.S_IFBLK, FileMode.S_IFIFO, FileMode.S_IFSOCK -> {
            }
            case FileMode.S_IFDIR -> throw Errno.EPERM.exception();
            default -> throw Errno.EINVAL.exception();
        }
    }

    /** {@code vfs_mknod}; anybody may make what is no device, which 0:0 of the characters is not: a whiteout. */
    private static void mknod(Inode directory, Dentry dentry, int mode, int rdev) {
        if (FileMode.isRegular(mode)) {
            Permission.ask(InodeSecurity.class, "inode_create", m -> m.inodeCreate(directory, dentry, mode));
            directory.operations().create(directory, dentry, mode);
            return;
        }
        boolean whiteout = (mode & FileMode.S_IFMT) == FileMode.S_IFCHR && rdev == 0;
        if (FileMode.isDevice(mode) && !whiteout && !Task.capable(Cred.CAP_MKNOD)) {
            throw Errno.EPERM.exception();
        }
        int device = FileMode.isDevice(mode) ? rdev : 0;
        Permission.ask(InodeSecurity.class, "inode_mknod", m -> m.inodeMknod(directory, dentry, mode, device));
        directory.operations().mknod(directory, dentry, mode, device);
    }

    /** {@code do_symlinkat}. */
    public void symlink(String target, int dfd, String path) {
        Dentry _ = create(dfd, path, false, (directory, dentry) -> {
            Permission.ask(InodeSecurity.class, "inode_symlink", m -> m.inodeSymlink(directory, dentry, target));
            directory.operations().symlink(directory, dentry, target);
        });
    }

    /**
     * Gives a file another name. {@code do_linkat}.
     *
     * @param follows true if a symbolic link in the last place of the old path is followed
     * @param newName gives the new path, or throws what is wrong with it, which is told after what is wrong with the old one
     */
    public void link(int oldDfd, String oldPath, boolean follows, int newDfd, Supplier<String> newName) {
        Path old = vfs.lookup(oldDfd, oldPath, follows);
        Inode inode = old.inode();
        String newPath = newName.get();
        PathWalk walk = vfs.walk(newDfd, newPath);
        walk.toParent(newPath);
        if (walk.last() != Last.NORM) {
            throw Errno.EEXIST.exception();
        }
        Dentry _ = createIn(walk.at(), walk.lastName(), !walk.hasTrailingSlash(), (directory, dentry) -> {
            if (old.mount() != walk.at().mount()) {
                throw Errno.EXDEV.exception();
            }
            if (inode.isDirectory()) {
                throw Errno.EPERM.exception();
            }
            Permission.ask(InodeSecurity.class, "inode_link", m -> m.inodeLink(inode, directory, dentry));
            synchronized (inode) {
                if (inode.links() == 0 && !inode.isLinkable()) {
                    throw Errno.ENOENT.exception();
                }
                directory.operations().link(inode, directory, dentry);
            }
        });
    }

    /** {@code do_unlinkat}. */
    public void unlink(int dfd, String path) {
        PathWalk walk = vfs.walk(dfd, path);
        walk.toParent(path);
        if (walk.last() != Last.NORM) {
            throw Errno.EISDIR.exception();
        }
        Path parent = walk.at();
        Inode directory = parent.inode();
        Inode inode;
        synchronized (directory) {
            Dentry victim = existing(parent.dentry(), walk.lastName());
            inode = victim.inode();
            if (walk.hasTrailingSlash()) {
                throw (inode.isDirectory() ? Errno.EISDIR : Errno.ENOTDIR).exception();
            }
            wantWrite(parent.mount());
            Permission.mayDelete(directory, victim, false);
            synchronized (inode) {
                if (victim.isMountpoint()) {
                    throw Errno.EBUSY.exception();
                }
                Permission.ask(InodeSecurity.class, "inode_unlink", m -> m.inodeUnlink(directory, victim));
                directory.operations().unlink(directory, victim);
            }
        }
        inode.dropIfUnused();
    }

    /** {@code do_rmdir}. */
    public void rmdir(int dfd, String path) {
        PathWalk walk = vfs.walk(dfd, path);
        walk.toParent(path);
        switch (walk.last()) {
            case DOTDOT -> throw Errno.ENOTEMPTY.exception();
            case DOT -> throw Errno.EINVAL.exception();
            case ROOT -> throw Errno.EBUSY.exception();
            case NORM -> {
            }
        }
        Path parent = walk.at();
        Inode directory = parent.inode();
        synchronized (directory) {
            Dentry victim = existing(parent.dentry(), walk.lastName());
            wantWrite(parent.mount());
            Permission.mayDelete(directory, victim, true);
            Inode inode = victim.inode();
            synchronized (inode) {
                if (victim.isMountpoint()) {
                    throw Errno.EBUSY.exception();
                }
                Permission.ask(InodeSecurity.class, "inode_rmdir", m -> m.inodeRmdir(directory, victim));
                directory.operations().rmdir(directory, victim);
                inode.setDead();
            }
        }
    }

    static Dentry existing(Dentry parent, String name) {
        if (name.length() > FileName.NAME_MAX) {
            throw Errno.ENAMETOOLONG.exception();
        }
        @Nullable Dentry dentry = parent.lookup(name);
        if (dentry == null) {
            throw Errno.ENOENT.exception();
        }
        return dentry;
    }
}
