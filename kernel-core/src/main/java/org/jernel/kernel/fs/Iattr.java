package org.jernel.kernel.fs;

import org.jspecify.annotations.Nullable;

/** A change of attributes; what is null stays. {@code struct iattr}. */
public record Iattr(
        @Nullable Integer mode,
        @Nullable Integer uid,
        @Nullable Integer gid,
        @Nullable Long size,
        @Nullable Long accessed,
        @Nullable Long modified) {

    /** A change of the rights. */
    public static Iattr ofMode(int mode) {
        return new Iattr(mode, null, null, null, null, null);
    }

    /** A change of the size, as truncate makes it. */
    public static Iattr ofSize(long size) {
        return new Iattr(null, null, null, size, null, null);
    }

    /** A change of the times, in nanoseconds since the epoch. */
    public static Iattr ofTimes(@Nullable Long accessed, @Nullable Long modified) {
        return new Iattr(null, null, null, null, accessed, modified);
    }

    /** All but the size, which is the file system's own affair. {@code setattr_copy}. */
    void applyTo(Inode inode) {
        if (mode != null) {
            inode.setMode((inode.mode() & FileMode.S_IFMT) | (mode & FileMode.S_IALLUGO));
        }
        if (uid != null || gid != null) {
            inode.setOwner(uid == null ? inode.uid() : uid, gid == null ? inode.gid() : gid);
        }
        if (accessed != null) {
            inode.setAccessed(accessed);
        }
        if (modified != null) {
            inode.setModified(modified);
        }
        inode.touchAttributes();
    }
}
