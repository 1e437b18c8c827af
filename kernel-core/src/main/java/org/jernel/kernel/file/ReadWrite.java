package org.jernel.kernel.file;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.syscall.Errno;

/** What read and write check before a file's own operations see the call. Modelled on {@code fs/read_write.c}. */
@CheckReturnValue
public final class ReadWrite {

    private static final int SEEK_MAX = 4;

    private ReadWrite() {}

    /** Reads into one user buffer. A length of zero goes to the file too: some have errors to tell. {@code vfs_read}. */
    public static long vfsRead(File file, UserMemory memory, long address, long count) {
        if (!file.isReadable()) {
            return Errno.EBADF.negated();
        }
        // The whole length is checked, and only then cut; a negative one passes only under KERNEL_DS: rw_verify_area.
        if (!memory.accessOk(address, count)) {
            return Errno.EFAULT.negated();
        }
        if (count < 0) {
            return Errno.EINVAL.negated();
        }
        long length = Math.min(count, IovIter.MAX_RW_COUNT);
        return file.operations().readIter(file, IovIter.user(memory, address, length));
    }

    /** Writes from one user buffer. {@code vfs_write}. */
    public static long vfsWrite(File file, UserMemory memory, long address, long count) {
        if (!file.isWritable()) {
            return Errno.EBADF.negated();
        }
        if (!memory.accessOk(address, count)) {
            return Errno.EFAULT.negated();
        }
        if (count < 0) {
            return Errno.EINVAL.negated();
        }
        long length = Math.min(count, IovIter.MAX_RW_COUNT);
        return file.operations().writeIter(file, IovIter.user(memory, address, length));
    }

    /** Reads into an array of {@code struct iovec}; throws what is wrong with the array. {@code vfs_readv}. */
    public static long vfsReadv(File file, UserMemory memory, long vector, long length) {
        if (!file.isReadable()) {
            return Errno.EBADF.negated();
        }
        IovIter to = IovIter.importIovec(memory, vector, length);
        return to.count() == 0 ? 0 : file.operations().readIter(file, to);
    }

    /** Writes from an array of {@code struct iovec}; throws what is wrong with the array. {@code vfs_writev}. */
    public static long vfsWritev(File file, UserMemory memory, long vector, long length) {
        if (!file.isWritable()) {
            return Errno.EBADF.negated();
        }
        IovIter from = IovIter.importIovec(memory, vector, length);
        return from.count() == 0 ? 0 : file.operations().writeIter(file, from);
    }

    /** Moves a file's position. {@code ksys_lseek}. */
    public static long lseek(File file, long offset, int whence) {
        return whence < 0 || whence > SEEK_MAX
                ? Errno.EINVAL.negated()
                : file.operations().llseek(file, offset, whence);
    }
}
