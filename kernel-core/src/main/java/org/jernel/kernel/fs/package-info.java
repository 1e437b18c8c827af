/**
 * The virtual file system: names, inodes and mounts, the walk from a path to a file, and the file systems that the kernel brings
 * along. Modelled on {@code fs/namei.c}, {@code fs/namespace.c}, {@code fs/libfs.c} and {@code mm/shmem.c}.
 *
 * <p>Names are strings whose characters are bytes ({@link org.jernel.kernel.fs.FileName}).
 *
 * <p>Lock order, each a monitor: a file's position; the rename lock of its super block; a directory's inode, the parent before
 * the child and without kinship the lower number first; another inode; then the leaves: a dentry's children, the mount tree,
 * the limits of a super block. User memory is copied under the first and the locks of inodes, and nothing sleeps there.
 */
@NullMarked
package org.jernel.kernel.fs;

import org.jspecify.annotations.NullMarked;
