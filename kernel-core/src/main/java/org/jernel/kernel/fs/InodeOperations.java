package org.jernel.kernel.fs;

import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * What can be done to a file by its name; what a file system leaves out is refused as Linux refuses it. {@code struct
 * inode_operations}.
 *
 * <p>Callers have checked rights, names and types. Whatever changes a directory is called with its lock held, and leaves times,
 * sizes and numbers of links as they are to be then. Failures are thrown.
 */
public interface InodeOperations {

    /** Has nothing to offer beyond attributes. */
    InodeOperations NONE = new InodeOperations() {};

    /**
     * The file of that name in a directory whose names are not all held by dentries; called without a lock, again for each
     * walk.
     */
    default @Nullable Inode lookup(Inode directory, String name) {
        return null;
    }

    /** Makes a regular file and gives it to the dentry. */
    default void create(Inode directory, Dentry dentry, int mode) {
        throw Errno.EACCES.exception();
    }

    /** Makes a directory and gives it to the dentry. */
    default void mkdir(Inode directory, Dentry dentry, int mode) {
        throw Errno.EPERM.exception();
    }

    /** Makes a device, pipe or socket and gives it to the dentry. */
    default void mknod(Inode directory, Dentry dentry, int mode, int rdev) {
        throw Errno.EPERM.exception();
    }

    /** Makes a symbolic link and gives it to the dentry. */
    default void symlink(Inode directory, Dentry dentry, String target) {
        throw Errno.EPERM.exception();
    }

    /** Gives a file one more name; both inodes are locked. */
    default void link(Inode inode, Inode directory, Dentry dentry) {
        throw Errno.EPERM.exception();
    }

    /** Takes a name that is no directory's away; both inodes are locked. */
    default void unlink(Inode directory, Dentry dentry) {
        throw Errno.EPERM.exception();
    }

    /** Takes a directory away that is empty, or throws ENOTEMPTY; both inodes are locked. */
    default void rmdir(Inode directory, Dentry dentry) {
        throw Errno.EPERM.exception();
    }

    /**
     * Moves a name to another, whose file it replaces if there is one; both directories and what is replaced are locked.
     *
     * @param target what has the new name, or where it will be
     * @param exchange true if both files get each other's name
     */
    default void rename(Inode oldDirectory, Dentry dentry, Inode newDirectory, Dentry target, boolean exchange) {
        throw Errno.EPERM.exception();
    }

    /** A regular file without a name, or null where there are none. */
    default @Nullable Inode tmpfile(Inode directory, int mode) {
        return null;
    }

    /** What a symbolic link says. */
    default String readlink(Inode inode) {
        throw Errno.EINVAL.exception();
    }

    /** Where a link leads that is not walked by what it says, as those of {@code /proc/PID/fd}; null for all others. */
    default @Nullable Path getLink(Inode inode) {
        return null;
    }

    /** Whether the caller may do it: throws EACCES or EPERM if not. */
    default void permission(Inode inode, int mask) {
        Permission.generic(inode, mask);
    }

    /** Changes attributes that the caller may change; the inode is locked. */
    default void setattr(Inode inode, Iattr change) {
        change.applyTo(inode);
    }

    /** How many blocks of 512 bytes it takes. {@code i_blocks}. */
    default long blocks(Inode inode) {
        return 0;
    }

    /** Nobody has the file and no name leads to it any more. {@code evict_inode}. */
    default void evict(Inode inode) {}
}
