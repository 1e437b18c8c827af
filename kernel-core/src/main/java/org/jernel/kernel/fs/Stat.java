package org.jernel.kernel.fs;

import org.jernel.kernel.file.File;
import org.jspecify.annotations.Nullable;

/**
 * What the stat calls tell of a file. {@code struct kstat}, modelled on {@code fs/stat.c}.
 *
 * @param type of its file system, or null of a file that is in none
 */
public record Stat(
        @Nullable FileSystemType type,
        int device,
        long inode,
        int mode,
        int links,
        int uid,
        int gid,
        int rdev,
        long size,
        long blocks,
        long accessed,
        long modified,
        long changed,
        long created,
        int mountId,
        boolean isMountRoot) {

    /** What {@link #blocks} counts. */
    static final int BLOCK_UNIT = 512;

    /** {@code vfs_getattr}. */
    public static Stat of(Path path) {
        Inode inode = path.inode();
        return new Stat(
                inode.superBlock().type(),
                inode.superBlock().device(),
                inode.number(),
                inode.mode(),
                inode.links(),
                inode.uid(),
                inode.gid(),
                inode.rdev(),
                inode.size(),
                inode.operations().blocks(inode),
                inode.accessed(),
                inode.modified(),
                inode.changed(),
                inode.created(),
                path.mount().id(),
                path.dentry() == path.mount().root());
    }

    /** Of an open file; one without a name has a mode and nothing else to tell. */
    public static Stat of(File file) {
        Path path = Path.ofOrNull(file);
        return path != null
                ? of(path)
                : new Stat(null, 0, 0, file.operations().namelessMode(), 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false);
    }
}
