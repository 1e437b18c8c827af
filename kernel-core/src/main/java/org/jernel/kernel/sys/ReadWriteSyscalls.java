package org.jernel.kernel.sys;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.ReadWrite;
import org.jernel.kernel.probe.Probes;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.Partial;
import org.jernel.syscall.SyscallDefine1;
import org.jernel.syscall.SyscallDefine3;
import org.jernel.syscall.SyscallDefine4;
import org.jernel.syscall.SyscallDefine5;
import org.jernel.syscall.SyscallDefine6;

/** Reading and writing. Modelled on {@code fs/read_write.c}. */
public final class ReadWriteSyscalls {

    private final Probes probes;

    public ReadWriteSyscalls(Probes probes) {
        this.probes = probes;
    }

    @SyscallDefine3("read")
    long read(@CType("unsigned int") int fd, @CType("char __user *") long buf, @CType("size_t") long count) {
        return onFile(fd, (task, file) -> probes.isOff()
                ? ReadWrite.vfsRead(task.security(), file, task.memory(), buf, count)
                : probes.call(CoreFunctions.VFS_READ,
                        a -> ReadWrite.vfsRead(task.security(), file, task.memory(), a[1], a[2]), fd, buf, count));
    }

    @SyscallDefine3("write")
    long write(@CType("unsigned int") int fd, @CType("const char __user *") long buf, @CType("size_t") long count) {
        return onFile(fd, (task, file) -> probes.isOff()
                ? ReadWrite.vfsWrite(task.security(), file, task.memory(), buf, count)
                : probes.call(CoreFunctions.VFS_WRITE,
                        a -> ReadWrite.vfsWrite(task.security(), file, task.memory(), a[1], a[2]), fd, buf, count));
    }

    @SyscallDefine3("readv")
    long readv(
            @CType("unsigned long") long fd,
            @CType("const struct iovec __user *") long vec,
            @CType("unsigned long") long vlen) {
        return onFile((int) fd, (task, file) -> ReadWrite.vfsReadv(task.security(), file, task.memory(), vec, vlen));
    }

    @SyscallDefine3("writev")
    long writev(
            @CType("unsigned long") long fd,
            @CType("const struct iovec __user *") long vec,
            @CType("unsigned long") long vlen) {
        return onFile((int) fd, (task, file) -> ReadWrite.vfsWritev(task.security(), file, task.memory(), vec, vlen));
    }

    @SyscallDefine3("lseek")
    long lseek(
            @CType("unsigned int") int fd, @CType("off_t") long offset, @CType("unsigned int") int whence) {
        return onFile(fd, (task, file) -> ReadWrite.lseek(file, offset, whence));
    }

    @SyscallDefine4("pread64")
    long pread64(
            @CType("unsigned int") int fd,
            @CType("char __user *") long buf,
            @CType("size_t") long count,
            @CType("loff_t") long pos) {
        return pos < 0
                ? Errno.EINVAL.negated()
                : onFile(fd, (task, file) -> ReadWrite.pread(task.security(), file, task.memory(), buf, count, pos));
    }

    @SyscallDefine4("pwrite64")
    long pwrite64(
            @CType("unsigned int") int fd,
            @CType("const char __user *") long buf,
            @CType("size_t") long count,
            @CType("loff_t") long pos) {
        return pos < 0
                ? Errno.EINVAL.negated()
                : onFile(fd, (task, file) -> ReadWrite.pwrite(task.security(), file, task.memory(), buf, count, pos));
    }

    /** The high half of the position is for processors with narrow registers. */
    @SyscallDefine5("preadv")
    long preadv(
            @CType("unsigned long") long fd,
            @CType("const struct iovec __user *") long vec,
            @CType("unsigned long") long vlen,
            @CType("unsigned long") long posL,
            @CType("unsigned long") long posH) {
        return posL < 0 ? Errno.EINVAL.negated() : preadv2(fd, vec, vlen, posL, posH, 0);
    }

    @SyscallDefine5("pwritev")
    long pwritev(
            @CType("unsigned long") long fd,
            @CType("const struct iovec __user *") long vec,
            @CType("unsigned long") long vlen,
            @CType("unsigned long") long posL,
            @CType("unsigned long") long posH) {
        return posL < 0 ? Errno.EINVAL.negated() : pwritev2(fd, vec, vlen, posL, posH, 0);
    }

    @SyscallDefine6("preadv2")
    @Partial("no RWF_NOWAIT, as on a file that does not know it")
    long preadv2(
            @CType("unsigned long") long fd,
            @CType("const struct iovec __user *") long vec,
            @CType("unsigned long") long vlen,
            @CType("unsigned long") long posL,
            @CType("unsigned long") long posH,
            @CType("rwf_t") int flags) {
        return posL < ReadWrite.OWN_POSITION
                ? Errno.EINVAL.negated()
                : onFile((int) fd,
                        (task, file) -> ReadWrite.preadv(task.security(), file, task.memory(), vec, vlen, posL, flags));
    }

    @SyscallDefine6("pwritev2")
    @Partial("no RWF_NOWAIT, as on a file that does not know it")
    long pwritev2(
            @CType("unsigned long") long fd,
            @CType("const struct iovec __user *") long vec,
            @CType("unsigned long") long vlen,
            @CType("unsigned long") long posL,
            @CType("unsigned long") long posH,
            @CType("rwf_t") int flags) {
        return posL < ReadWrite.OWN_POSITION
                ? Errno.EINVAL.negated()
                : onFile((int) fd,
                        (task, file) -> ReadWrite.pwritev(task.security(), file, task.memory(), vec, vlen, posL,
                                flags));
    }

    @SyscallDefine1("fsync")
    long fsync(@CType("unsigned int") int fd) {
        return onFile(fd, (_, file) -> file.isPathOnly() ? Errno.EBADF.negated() : file.operations().fsync(file));
    }

    @SyscallDefine1("fdatasync")
    long fdatasync(@CType("unsigned int") int fd) {
        return fsync(fd);
    }

    /** What is done with an open file while the call holds it. */
    @FunctionalInterface
    interface FileCall {

        long on(Task task, File file);
    }

    /** Holds the file of a descriptor of the current task for the length of a call, or returns -EBADF. */
    static long onFile(int fd, FileCall call) {
        Task task = Task.current();
        File file = task.files().fget(fd);
        if (file == null) {
            return Errno.EBADF.negated();
        }
        try {
            return call.on(task, file);
        } finally {
            file.fput();
        }
    }
}
