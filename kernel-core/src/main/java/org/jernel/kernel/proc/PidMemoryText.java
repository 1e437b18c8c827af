package org.jernel.kernel.proc;

import java.util.function.ToLongFunction;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.file.ReadWrite;
import org.jernel.kernel.mm.AddressSpace;
import org.jernel.kernel.mm.ArgumentArea;
import org.jernel.kernel.mm.IovIter;
import org.jernel.syscall.Errno;

/**
 * What lies in a task's memory where its program was told its arguments, or its environment, as it is now. {@code
 * proc_pid_cmdline_ops} and {@code proc_environ_operations}.
 *
 * @param isPrivate whether who opens it must be allowed to look into the task
 */
record PidMemoryText(
        ProcTask of, boolean isPrivate, ToLongFunction<ArgumentArea> start, ToLongFunction<ArgumentArea> end)
        implements
            FileOperations {

    private static final int CHUNK = 4096;

    static FileOperations cmdline(ProcTask of) {
        return new PidMemoryText(of, false, ArgumentArea::argStart, ArgumentArea::argEnd);
    }

    static FileOperations environ(ProcTask of) {
        return new PidMemoryText(of, true, ArgumentArea::envStart, ArgumentArea::envEnd);
    }

    @Override
    public void open(File file) {
        of.checkAlive();
        if (isPrivate) {
            of.checkAccess(Errno.EACCES);
        }
    }

    @Override
    public boolean canSeek() {
        return true;
    }

    @Override
    public boolean canPoll() {
        return false;
    }

    @Override
    public long llseek(File file, long offset, int whence) {
        return whence > 1 ? Errno.EINVAL.negated() : ReadWrite.genericLlseek(file, offset, whence, 0);
    }

    /** A task without memory has nothing to tell; one that is gone is ESRCH, but for its environment, which stays empty. */
    @Override
    public long readIter(File file, IovIter to, FilePosition position) {
        if (!of.isAlive()) {
            return isPrivate ? 0 : Errno.ESRCH.negated();
        }
        if (of.isZombie() || of.task().isKernelThread()) {
            return 0;
        }
        AddressSpace mm = of.task().mm();
        long from = start.applyAsLong(mm.arguments()) + position.get();
        byte[] bytes =
                new byte[(int) Math.clamp(end.applyAsLong(mm.arguments()) - from, 0, Math.min(CHUNK, to.count()))];
        int there = mm.copyFromUser(bytes, 0, from, bytes.length);
        int copied = to.copyToIter(bytes, 0, there);
        if (copied == 0 && there > 0) {
            return Errno.EFAULT.negated();
        }
        position.set(position.get() + copied);
        return copied;
    }
}
