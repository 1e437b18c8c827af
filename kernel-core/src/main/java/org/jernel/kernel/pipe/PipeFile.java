package org.jernel.kernel.pipe;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.Ioctl;
import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.time.KernelClock;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** The two files of a pipe, and what fcntl asks of them. Modelled on {@code pipefifo_fops} of {@code fs/pipe.c}. */
public final class PipeFile implements FileOperations {

    static final PipeFile OPERATIONS = new PipeFile();

    /** Both ends of a new pipe. */
    public record Ends(File reader, File writer) {}

    private PipeFile() {}

    /**
     * Makes a pipe. {@code create_pipe_files}.
     *
     * @param number what {@code /proc/PID/fd} tells both ends by
     * @param flags O_NONBLOCK for both ends, O_DIRECT for packets
     */
    public static Ends create(KernelClock clock, long number, int flags) {
        Pipe pipe = new Pipe(clock, number);
        int nonblock = flags & Fcntl.O_NONBLOCK;
        int direct = flags & Fcntl.O_DIRECT;
        return new Ends(
                new File(OPERATIONS, Fcntl.O_RDONLY | nonblock, pipe),
                new File(OPERATIONS, Fcntl.O_WRONLY | nonblock | direct, pipe));
    }

    /** F_GETPIPE_SZ: the size, or -EBADF for a file that is no pipe. */
    @CheckReturnValue
    public static long size(File file) {
        return file.operations() == OPERATIONS ? pipe(file).size() : Errno.EBADF.negated();
    }

    /** F_SETPIPE_SZ: the size that it came to, or -EBADF, -EINVAL, -EPERM, -EBUSY. */
    @CheckReturnValue
    public static long setSize(File file, int size) {
        return file.operations() == OPERATIONS
                ? pipe(file).setSize(
                        size,
                        Task.current().tasks().limits().pipeMaxSize(),
                        Task.capable(Cred.CAP_SYS_RESOURCE))
                : Errno.EBADF.negated();
    }

    /** The pipe of a file, or null for a file that is none. {@code get_pipe_info}. */
    static @Nullable Pipe pipeOrNull(File file) {
        return file.operations() == OPERATIONS ? pipe(file) : null;
    }

    private static Pipe pipe(File file) {
        return (Pipe) file.privateData();
    }

    @Override
    public long readIter(File file, IovIter to) {
        return pipe(file).read(file, to);
    }

    @Override
    public long writeIter(File file, IovIter from) {
        return pipe(file).write(file, from);
    }

    @Override
    public int poll(File file, @Nullable PollTable table) {
        return pipe(file).poll(file, table);
    }

    @Override
    public boolean canDirect() {
        return true;
    }

    @Override
    public long ioctl(File file, int command, long argument) {
        if (command != Ioctl.FIONREAD) {
            return Errno.ENOTTY.negated();
        }
        Task.current().memory().putUser(argument, pipe(file).bytes(), Integer.BYTES);
        return 0;
    }

    /** {@code pipefs_dname}. */
    @Override
    public String dname(File file) {
        return "pipe:[" + pipe(file).number() + "]";
    }

    /** {@code S_IFIFO}. */
    @Override
    public int namelessMode() {
        return 0010600;
    }

    @Override
    public void release(File file) {
        pipe(file).release(file);
    }
}
