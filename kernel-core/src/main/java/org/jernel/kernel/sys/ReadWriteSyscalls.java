package org.jernel.kernel.sys;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.ReadWrite;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.SyscallDefine3;

/** Reading and writing. Modelled on {@code fs/read_write.c}. */
public final class ReadWriteSyscalls {

    @SyscallDefine3("read")
    long read(@CType("unsigned int") int fd, @CType("char __user *") long buf, @CType("size_t") long count) {
        return onFile(fd, (task, file) -> ReadWrite.vfsRead(file, task.memory(), buf, count));
    }

    @SyscallDefine3("write")
    long write(@CType("unsigned int") int fd, @CType("const char __user *") long buf, @CType("size_t") long count) {
        return onFile(fd, (task, file) -> ReadWrite.vfsWrite(file, task.memory(), buf, count));
    }

    @SyscallDefine3("readv")
    long readv(
            @CType("unsigned long") long fd,
            @CType("const struct iovec __user *") long vec,
            @CType("unsigned long") long vlen) {
        return onFile((int) fd, (task, file) -> ReadWrite.vfsReadv(file, task.memory(), vec, vlen));
    }

    @SyscallDefine3("writev")
    long writev(
            @CType("unsigned long") long fd,
            @CType("const struct iovec __user *") long vec,
            @CType("unsigned long") long vlen) {
        return onFile((int) fd, (task, file) -> ReadWrite.vfsWritev(file, task.memory(), vec, vlen));
    }

    @SyscallDefine3("lseek")
    long lseek(
            @CType("unsigned int") int fd, @CType("off_t") long offset, @CType("unsigned int") int whence) {
        return onFile(fd, (task, file) -> ReadWrite.lseek(file, offset, whence));
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
