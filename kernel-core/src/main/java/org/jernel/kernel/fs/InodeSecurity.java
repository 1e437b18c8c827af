package org.jernel.kernel.fs;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.security.SecurityModule;
import org.jspecify.annotations.Nullable;

/**
 * The hooks of {@code include/linux/lsm_hook_defs.h} that are about names, inodes and mounts. Each is asked when all else
 * allows it. Kernel code that runs in no task, as at boot, is not asked about.
 */
@CheckReturnValue
public interface InodeSecurity extends SecurityModule {

    /** Before an inode is used, directories on the way of a path among them; {@code mask} is of {@link Permission}. */
    default long inodePermission(Inode inode, int mask) {
        return 0;
    }

    /** Before a regular file is made. */
    default long inodeCreate(Inode directory, Dentry dentry, int mode) {
        return 0;
    }

    /** Before a directory is made. */
    default long inodeMkdir(Inode directory, Dentry dentry, int mode) {
        return 0;
    }

    /** Before a device node, pipe or socket is made; {@code device} is a {@link DeviceNumber}. */
    default long inodeMknod(Inode directory, Dentry dentry, int mode, int device) {
        return 0;
    }

    /** Before a symbolic link to {@code target} is made. */
    default long inodeSymlink(Inode directory, Dentry dentry, String target) {
        return 0;
    }

    /** Before a file gets one more name. */
    default long inodeLink(Inode inode, Inode directory, Dentry dentry) {
        return 0;
    }

    /** Before a file loses a name. */
    default long inodeUnlink(Inode directory, Dentry dentry) {
        return 0;
    }

    /** Before a directory is removed. */
    default long inodeRmdir(Inode directory, Dentry dentry) {
        return 0;
    }

    /** Before a file gets another name; the new one may be taken. */
    default long inodeRename(Inode oldDirectory, Dentry oldDentry, Inode newDirectory, Dentry newDentry) {
        return 0;
    }

    /** Before attributes are changed, by chmod, chown, truncate, utimensat or an open that truncates. */
    default long inodeSetattr(Inode inode, Iattr attributes) {
        return 0;
    }

    /** Before mount(2) looks at who calls. */
    default long sbMount(@Nullable String source, Path place, @Nullable String type, int flags) {
        return 0;
    }

    /** Before a mount is taken down. */
    default long sbUmount(Mount mount, int flags) {
        return 0;
    }
}
