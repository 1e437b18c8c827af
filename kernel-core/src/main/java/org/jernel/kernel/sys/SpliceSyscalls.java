package org.jernel.kernel.sys;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.SpliceFlags;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.Uaccess;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.pipe.Splice;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.Partial;
import org.jernel.syscall.SyscallDefine4;
import org.jernel.syscall.SyscallDefine6;
import org.jspecify.annotations.Nullable;

/** Bytes from file to file. Modelled on {@code fs/splice.c}, and {@code sendfile} of {@code fs/read_write.c}. */
public final class SpliceSyscalls {

    private final Splice splice;

    public SpliceSyscalls(Splice splice) {
        this.splice = splice;
    }

    @SyscallDefine6("splice")
    @Partial("from a TCP socket it waits for SO_RCVLOWAT, which Linux does not look at here")
    long splice(
            @CType("int") int fdIn,
            @CType("loff_t __user *") long offIn,
            @CType("int") int fdOut,
            @CType("loff_t __user *") long offOut,
            @CType("size_t") long len,
            @CType("unsigned int") int flags) {
        if (len == 0) {
            return 0;
        }
        if ((flags & ~SpliceFlags.SPLICE_F_ALL) != 0) {
            return Errno.EINVAL.negated();
        }
        return ReadWriteSyscalls.onFile(
                fdIn,
                (task, in) -> ReadWriteSyscalls.onFile(
                        fdOut, (_, out) -> splice(task.memory(), in, offIn, out, offOut, len, flags)));
    }

    private long splice(UserMemory memory, File in, long offIn, File out, long offOut, long len, int flags) {
        if ((offIn != 0 && Splice.isPipe(in)) || (offOut != 0 && Splice.isPipe(out))) {
            return Errno.ESPIPE.negated();
        }
        Splice.Offset to = offset(memory, offOut);
        Splice.Offset from = offset(memory, offIn);
        long moved = splice.splice(in, from, out, to, len, flags);
        if (moved >= 0) {
            store(memory, offOut, to);
            store(memory, offIn, from);
        }
        return moved;
    }

    private static Splice.@Nullable Offset offset(UserMemory memory, long address) {
        return address == 0 ? null : new Splice.Offset(Uaccess.getUser64(memory, address));
    }

    private static void store(UserMemory memory, long address, Splice.@Nullable Offset offset) {
        if (offset != null) {
            Uaccess.putUser64(memory, address, offset.position());
        }
    }

    @SyscallDefine4("tee")
    long tee(int fdin, int fdout, @CType("size_t") long len, @CType("unsigned int") int flags) {
        if ((flags & ~SpliceFlags.SPLICE_F_ALL) != 0) {
            return Errno.EINVAL.negated();
        }
        return len == 0
                ? 0
                : ReadWriteSyscalls.onFile(
                        fdin,
                        (_, in) -> ReadWriteSyscalls.onFile(fdout, (_, out) -> splice.tee(in, out, len, flags)));
    }

    @SyscallDefine4("vmsplice")
    @Partial("the pages are copied: what the task writes to them later is not in the pipe")
    long vmsplice(
            int fd,
            @CType("const struct iovec __user *") long uiov,
            @CType("unsigned long") long nrSegs,
            @CType("unsigned int") int flags) {
        if ((flags & ~SpliceFlags.SPLICE_F_ALL) != 0) {
            return Errno.EINVAL.negated();
        }
        return ReadWriteSyscalls.onFile(fd, (task, file) -> {
            IovIter memory = IovIter.importIovec(task.memory(), uiov, nrSegs);
            if (memory.count() == 0) {
                return 0;
            }
            return file.isWritable()
                    ? Splice.vmspliceToPipe(file, memory, flags)
                    : Splice.vmspliceToUser(file, memory, flags);
        });
    }

    @SyscallDefine4("sendfile64")
    long sendfile64(
            int outFd, int inFd, @CType("loff_t __user *") long offset, @CType("size_t") long count) {
        UserMemory memory = Task.current().memory();
        Splice.Offset from = offset(memory, offset);
        long moved = ReadWriteSyscalls.onFile(inFd, (_, in) -> {
            long checked = splice.checkSource(in, from, count);
            return checked < 0
                    ? checked
                    : ReadWriteSyscalls.onFile(outFd, (_, out) -> splice.sendfile(in, from, out, count));
        });
        store(memory, offset, from);
        return moved;
    }
}
