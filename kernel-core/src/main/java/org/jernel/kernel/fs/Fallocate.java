package org.jernel.kernel.fs;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.File;
import org.jernel.syscall.Errno;

/** What fallocate checks before the file sees it. {@code vfs_fallocate} of {@code fs/open.c}. */
public final class Fallocate {

    /** Room beyond the end does not move it. */
    public static final int FALLOC_FL_KEEP_SIZE = 1;

    /** The part reads as zeros and its room is given back; only with {@link #FALLOC_FL_KEEP_SIZE}. */
    public static final int FALLOC_FL_PUNCH_HOLE = 2;

    /** All that any Linux knows. */
    private static final int SUPPORTED_MASK = 0x7f;

    private Fallocate() {}

    /** Returns 0 or -errno. */
    @CheckReturnValue
    public static long fallocate(File file, int mode, long offset, long length) {
        if (file.isPathOnly()) {
            return Errno.EBADF.negated();
        }
        if (offset < 0 || length <= 0) {
            return Errno.EINVAL.negated();
        }
        if ((mode & ~SUPPORTED_MASK) != 0 || mode == FALLOC_FL_PUNCH_HOLE) {
            return Errno.EOPNOTSUPP.negated();
        }
        if (!file.isWritable()) {
            return Errno.EBADF.negated();
        }
        Inode inode = Inode.ofOrNull(file);
        int type = (inode == null ? file.operations().namelessMode() : inode.mode()) & FileMode.S_IFMT;
        return switch (type) {
            case FileMode.S_IFIFO -> Errno.ESPIPE.negated();
            case FileMode.S_IFDIR -> Errno.EISDIR.negated();
            case FileMode.S_IFREG -> offset + length < 0
                    ? Errno.EFBIG.negated()
                    : file.operations().fallocate(file, mode, offset, length);
            default -> Errno.ENODEV.negated();
        };
    }
}
