package org.jernel.kernel.file;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.security.Security;
import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** What read and write check before a file's own operations see the call. Modelled on {@code fs/read_write.c}. */
@CheckReturnValue
public final class ReadWrite {

    /** In place of a position: where the file stands. */
    public static final long OWN_POSITION = -1;

    private static final int RWF_HIPRI = 0x1;
    private static final int RWF_DSYNC = 0x2;
    private static final int RWF_SYNC = 0x4;
    private static final int RWF_APPEND = 0x10;
    private static final int RWF_SUPPORTED = RWF_HIPRI | RWF_DSYNC | RWF_SYNC | RWF_APPEND;

    private static final int SEEK_SET = 0;
    private static final int SEEK_CUR = 1;
    private static final int SEEK_END = 2;
    public static final int SEEK_DATA = 3;
    public static final int SEEK_HOLE = 4;

    private ReadWrite() {}

    /** Reads into one user buffer. A length of zero goes to the file too: some have errors to tell. {@code vfs_read}. */
    @KernelFunction("vfs_read")
    public static long vfsRead(Security security, File file, UserMemory memory, long address, long count) {
        long wrong = file.isReadable() ? checkBuffer(memory, address, count) : Errno.EBADF.negated();
        return wrong < 0 ? wrong : read(security, file, buffer(memory, address, count));
    }

    /** Writes from one user buffer. {@code vfs_write}. */
    @KernelFunction("vfs_write")
    public static long vfsWrite(Security security, File file, UserMemory memory, long address, long count) {
        long wrong = file.isWritable() ? checkBuffer(memory, address, count) : Errno.EBADF.negated();
        return wrong < 0 ? wrong : write(security, file, buffer(memory, address, count));
    }

    /** Reads from a position that is not negative. {@code ksys_pread64}. */
    public static long pread(Security security, File file, UserMemory memory, long address, long count, long position) {
        long wrong = checkPositional(file, file.isReadable());
        if (wrong == 0) {
            wrong = checkBuffer(memory, address, count);
        }
        return wrong < 0 ? wrong : readAt(security, file, buffer(memory, address, count), new FilePosition(position));
    }

    /** Writes at a position that is not negative. {@code ksys_pwrite64}. */
    public static long pwrite(Security security, File file, UserMemory memory, long address, long count,
            long position) {
        long wrong = checkPositional(file, file.isWritable());
        if (wrong == 0) {
            wrong = checkBuffer(memory, address, count);
        }
        return wrong < 0 ? wrong : writeAt(security, file, buffer(memory, address, count), new FilePosition(position));
    }

    /** That a file has no positions is told before what it was opened for. */
    private static long checkPositional(File file, boolean mayUse) {
        if (file.isPathOnly()) {
            return Errno.EBADF.negated();
        }
        if (!file.operations().canSeek()) {
            return Errno.ESPIPE.negated();
        }
        return mayUse ? 0 : Errno.EBADF.negated();
    }

    /** The whole length is checked, and only then cut; a negative one passes only under KERNEL_DS. {@code rw_verify_area}. */
    private static long checkBuffer(UserMemory memory, long address, long count) {
        if (!memory.accessOk(address, count)) {
            return Errno.EFAULT.negated();
        }
        return count < 0 ? Errno.EINVAL.negated() : 0;
    }

    private static IovIter buffer(UserMemory memory, long address, long count) {
        return IovIter.user(memory, address, Math.min(count, IovIter.MAX_RW_COUNT));
    }

    /** Reads into an array of {@code struct iovec}; throws what is wrong with the array. {@code vfs_readv}. */
    @KernelFunction("vfs_readv")
    public static long vfsReadv(Security security, File file, UserMemory memory, long vector, long length) {
        if (!file.isReadable()) {
            return Errno.EBADF.negated();
        }
        IovIter to = IovIter.importIovec(memory, vector, length);
        return to.count() == 0 ? 0 : read(security, file, to);
    }

    /** Writes from an array of {@code struct iovec}; throws what is wrong with the array. {@code vfs_writev}. */
    @KernelFunction("vfs_writev")
    public static long vfsWritev(Security security, File file, UserMemory memory, long vector, long length) {
        if (!file.isWritable()) {
            return Errno.EBADF.negated();
        }
        IovIter from = IovIter.importIovec(memory, vector, length);
        return from.count() == 0 ? 0 : write(security, file, from);
    }

    /**
     * As {@link #vfsReadv}, with wishes for this call alone. {@code do_preadv}.
     *
     * @param position where it begins, or {@link #OWN_POSITION}
     * @param flags {@code RWF_*}
     */
    public static long preadv(Security security, File file, UserMemory memory, long vector, long length,
            long position, int flags) {
        return positional(file, file.isReadable(), memory, vector, length, position, flags,
                (to, at) -> at == null ? read(security, file, to) : readAt(security, file, to, at));
    }

    /** As {@link #preadv}, of a write. {@code do_pwritev}. */
    public static long pwritev(Security security, File file, UserMemory memory, long vector, long length,
            long position, int flags) {
        return positional(file, file.isWritable(), memory, vector, length, position, flags,
                (from, at) -> at == null ? write(security, file, from) : writeAt(security, file, from, at));
    }

    /** A read or write of buffers, at a position or with null where the file stands. */
    @FunctionalInterface
    private interface VectorCall {

        long at(IovIter buffers, @Nullable FilePosition position);
    }

    private static long positional(File file, boolean mayUse, UserMemory memory, long vector, long length,
            long position, int flags, VectorCall call) {
        long wrong = position != OWN_POSITION
                ? checkPositional(file, mayUse)
                : mayUse ? 0 : Errno.EBADF.negated();
        if (wrong < 0) {
            return wrong;
        }
        IovIter buffers = IovIter.importIovec(memory, vector, length);
        if (buffers.count() == 0) {
            return 0;
        }
        // No file of ours can tell that a call would wait before it does: FMODE_NOWAIT.
        if ((flags & ~RWF_SUPPORTED) != 0) {
            return Errno.EOPNOTSUPP.negated();
        }
        if ((flags & RWF_APPEND) == 0) {
            return call.at(buffers, position == OWN_POSITION ? null : new FilePosition(position));
        }
        if (position != OWN_POSITION || !file.operations().canSeek()) {
            return call.at(buffers, FilePosition.appending(position));
        }
        synchronized (file.filePosition()) {
            FilePosition end = FilePosition.appending(file.position());
            long done = call.at(buffers, end);
            file.setPosition(end.get());
            return done;
        }
    }

    /** At the file's own position, one call after the other, so that none reads what another has read. {@code f_pos_lock}. */
    private static long read(Security security, File file, IovIter to) {
        FileOperations operations = file.operations();
        if (!operations.canSeek()) {
            long refused = ask(security, file, FileSecurity.MAY_READ);
            return refused == 0 ? operations.readIter(file, to) : refused;
        }
        synchronized (file.filePosition()) {
            return readAt(security, file, to, file.filePosition());
        }
    }

    private static long write(Security security, File file, IovIter from) {
        FileOperations operations = file.operations();
        if (!operations.canSeek()) {
            long refused = ask(security, file, FileSecurity.MAY_WRITE);
            return refused == 0 ? operations.writeIter(file, from) : refused;
        }
        synchronized (file.filePosition()) {
            return writeAt(security, file, from, file.filePosition());
        }
    }

    private static long readAt(Security security, File file, IovIter to, FilePosition position) {
        long refused = verifyArea(security, file, position.get(), to.count(), FileSecurity.MAY_READ);
        return refused == 0 ? file.operations().readIter(file, to, position) : refused;
    }

    private static long writeAt(Security security, File file, IovIter from, FilePosition position) {
        long refused = verifyArea(security, file, position.get(), from.count(), FileSecurity.MAY_WRITE);
        return refused == 0 ? file.operations().writeIter(file, from, position) : refused;
    }

    /**
     * Whether bytes at a position may be read or written: none lies beyond the largest number. {@code rw_verify_area}.
     *
     * @param mask {@link FileSecurity#MAY_READ} or {@link FileSecurity#MAY_WRITE}
     * @return 0 or -errno
     */
    public static long verifyArea(Security security, File file, long position, long count, int mask) {
        return count < 0 || position < 0 || position + count < 0
                ? Errno.EINVAL.negated()
                : ask(security, file, mask);
    }

    private static long ask(Security security, File file, int mask) {
        return security.isIdle()
                ? 0
                : security.ask(FileSecurity.class, "file_permission", m -> m.filePermission(file, mask));
    }

    /** Moves a file's position. {@code ksys_lseek}. */
    public static long lseek(File file, long offset, int whence) {
        if (file.isPathOnly()) {
            return Errno.EBADF.negated();
        }
        if (whence < 0 || whence > SEEK_HOLE) {
            return Errno.EINVAL.negated();
        }
        synchronized (file.filePosition()) {
            return file.operations().llseek(file, offset, whence);
        }
    }

    /** The position that {@code lseek} asks for in a file of a size. {@code generic_file_llseek_size}. */
    public static long genericLlseek(File file, long offset, int whence, long size) {
        long position = switch (whence) {
            case SEEK_SET -> offset;
            case SEEK_CUR -> file.position() + offset;
            case SEEK_END -> size + offset;
            // All of a file is data, and the one hole begins at its end.
            case SEEK_DATA -> offset >= 0 && offset < size ? offset : Errno.ENXIO.negated();
            default -> offset >= 0 && offset < size ? size : Errno.ENXIO.negated();
        };
        if (whence >= SEEK_DATA && position == Errno.ENXIO.negated()) {
            return position;
        }
        if (position < 0) {
            return Errno.EINVAL.negated();
        }
        file.setPosition(position);
        return position;
    }
}
