package org.jernel.kernel.file;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.mm.VmBacking;
import org.jernel.kernel.owner.OperationsOwner;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** What can be done to an open file; what a driver leaves out answers as Linux does. {@code struct file_operations}. */
public interface FileOperations {

    /** Whose they are, and must stay while a file is open that has them; null for the kernel's own. */
    default @Nullable OperationsOwner owner() {
        return OperationsOwner.of(this);
    }

    /**
     * Called when a name is opened that leads to this file, which nobody else knows yet; may set its private data, and throw
     * what opening fails with. {@link #release} follows only where this returned.
     */
    default void open(File file) {}

    /** Reads into {@code to}. Returns the bytes read, 0 at the end, or -errno. */
    @CheckReturnValue
    default long readIter(File file, IovIter to) {
        return Errno.EINVAL.negated();
    }

    /** Writes from {@code from}. Returns the bytes taken, or -errno. */
    @CheckReturnValue
    default long writeIter(File file, IovIter from) {
        return Errno.EINVAL.negated();
    }

    /** Reads from a position, and moves it on: for files that have positions. Returns the bytes read, 0 at the end, or -errno. */
    @CheckReturnValue
    default long readIter(File file, IovIter to, FilePosition position) {
        return readIter(file, to);
    }

    /** Writes at a position, or at the end with O_APPEND, and moves it on. Returns the bytes taken, or -errno. */
    @CheckReturnValue
    default long writeIter(File file, IovIter from, FilePosition position) {
        return writeIter(file, from);
    }

    /**
     * Reads as kernel code asks for it: {@code file->f_op->read(file, buffer, size, &offset)}.
     *
     * @param memory what the address means, which is for a task what {@code set_fs} has said
     */
    @CheckReturnValue
    default long read(File file, UserMemory memory, long buffer, long size, FilePosition offset) {
        return memory.accessOk(buffer, size)
                ? readIter(file, IovIter.user(memory, buffer, size), offset)
                : Errno.EFAULT.negated();
    }

    /** Writes as kernel code asks for it: {@code file->f_op->write(file, buffer, size, &offset)}. */
    @CheckReturnValue
    default long write(File file, UserMemory memory, long buffer, long size, FilePosition offset) {
        return memory.accessOk(buffer, size)
                ? writeIter(file, IovIter.user(memory, buffer, size), offset)
                : Errno.EFAULT.negated();
    }

    /** Lists a directory from where the context is. Returns 0 or -errno: -ENOTDIR for what is none. {@code iterate_shared}. */
    @CheckReturnValue
    default long iterate(File file, DirContext context) {
        return Errno.ENOTDIR.negated();
    }

    /** Brings what was written to where it lasts. Returns 0, or -EINVAL where there is no such place. */
    @CheckReturnValue
    default long fsync(File file) {
        return Errno.EINVAL.negated();
    }

    /**
     * Takes room for a part of the file, or gives it back.
     *
     * @param mode {@code FALLOC_FL_*}
     * @return 0 or -errno
     */
    @CheckReturnValue
    default long fallocate(File file, int mode, long offset, long length) {
        return Errno.EOPNOTSUPP.negated();
    }

    /** Moves the position. Returns the new one, or -errno: -ESPIPE where there is none. */
    @CheckReturnValue
    default long llseek(File file, long offset, int whence) {
        return Errno.ESPIPE.negated();
    }

    /** True for files with positions, which calls may name. {@code FMODE_LSEEK} with {@code FMODE_PREAD}. */
    default boolean canSeek() {
        return false;
    }

    /**
     * Moves bytes into a pipe, which the caller has locked and which has room. {@code splice_read}.
     *
     * @param position where they begin in a file that has positions
     * @param flags {@link SpliceFlags}
     * @return the bytes moved, 0 at the end, or -errno
     */
    @CheckReturnValue
    default long spliceRead(File file, long position, SplicePipe pipe, long length, int flags) {
        return Errno.EINVAL.negated();
    }

    /**
     * Moves bytes out of a pipe, for which it waits. {@code splice_write}.
     *
     * @param position where they go in a file that has positions
     * @param flags {@link SpliceFlags}
     * @return the bytes moved, 0 at the pipe's end, or -errno
     */
    @CheckReturnValue
    default long spliceWrite(SplicePipe pipe, File file, long position, long length, int flags) {
        return Errno.EINVAL.negated();
    }

    /** The file that was spliced here ended before the length that was asked for. {@code splice_eof}. */
    default void spliceEof(File file) {}

    /** The mask of {@link Poll} events that hold now, after it named its queues to {@code table}. */
    @CheckReturnValue
    default int poll(File file, @Nullable PollTable table) {
        return Poll.DEFAULT_POLLMASK;
    }

    /** False for files that are ready at all times, as regular ones: epoll refuses them. {@code file_can_poll}. */
    default boolean canPoll() {
        return true;
    }

    /** True where F_SETFL may set {@link Fcntl#O_DIRECT}. {@code FMODE_CAN_ODIRECT}. */
    default boolean canDirect() {
        return false;
    }

    /** A command of {@code ioctl(2)} that is not the file layer's own. Returns a result or -errno. */
    @CheckReturnValue
    default long ioctl(File file, int command, long argument) {
        return Errno.ENOTTY.negated();
    }

    /**
     * What a mapping of the file has in its pages; null for zeros. The file stays open as long as it is mapped. Throws ENODEV for
     * what cannot be mapped.
     *
     * @param prot PROT_* bits
     * @param shared whether what is written there is written to the file
     */
    default @Nullable VmBacking mmap(File file, int prot, boolean shared) {
        throw Errno.ENODEV.exception();
    }

    /** What {@code /proc/PID/fd} calls the file, which has no name. {@code d_dname}. */
    default String dname(File file) {
        return "anon_inode:[file]";
    }

    /** Type and rights that fstat tells of a file without a name: of a pipe, a socket; those of others have no type. */
    default int namelessMode() {
        return 0600;
    }

    /** Called once, when the last descriptor and the last call in progress are gone. */
    default void release(File file) {}
}
