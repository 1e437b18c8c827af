package org.jernel.kernel.sys;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileSecurity;
import org.jernel.kernel.mm.Mman;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.Partial;
import org.jernel.syscall.SyscallDefine1;
import org.jernel.syscall.SyscallDefine2;
import org.jernel.syscall.SyscallDefine3;
import org.jernel.syscall.SyscallDefine6;
import org.jspecify.annotations.Nullable;

/** The memory of a task. Modelled on {@code mm/mmap.c} and {@code mm/mprotect.c}. */
public final class MmSyscalls {

    private static final long PAGE_MASK = -4096;

    @SyscallDefine6("mmap")
    @Partial("private anonymous memory only")
    long mmap(
            @CType("unsigned long") long addr,
            @CType("unsigned long") long len,
            @CType("unsigned long") long prot,
            @CType("unsigned long") long flags,
            @CType("unsigned long") long fd,
            @CType("unsigned long") long off) {
        if ((off & ~PAGE_MASK) != 0) {
            return Errno.EINVAL.negated();
        }
        if ((flags & Mman.MAP_ANONYMOUS) == 0) {
            return mmapFile((int) fd, len, prot, flags);
        }
        if ((flags & Mman.MAP_HUGETLB) != 0) {
            // What Linux answers where vm.nr_hugepages is 0.
            return Errno.ENOMEM.negated();
        }
        long refused = ask(null, prot, flags);
        return refused == 0 ? Task.current().mm().mmap(addr, len, (int) prot, (int) flags) : refused;
    }

    /** No file of ours can be mapped: the errors up to the one that says so. {@code ksys_mmap_pgoff}. */
    private static long mmapFile(int fd, long len, long prot, long flags) {
        File file = Task.current().files().fget(fd);
        if (file == null) {
            return Errno.EBADF.negated();
        }
        long refused = ask(file, prot, flags);
        Errno errno = len == 0 ? Errno.EINVAL : file.isReadable() ? Errno.ENODEV : Errno.EACCES;
        file.fput();
        return refused == 0 ? errno.negated() : refused;
    }

    private static long ask(@Nullable File file, long prot, long flags) {
        return Task.current().security()
                .ask(FileSecurity.class, "mmap_file", m -> m.mmapFile(file, prot, flags));
    }

    @SyscallDefine2("munmap")
    long munmap(@CType("unsigned long") long addr, @CType("size_t") long len) {
        return Task.current().mm().munmap(addr, len);
    }

    @SyscallDefine3("mprotect")
    long mprotect(
            @CType("unsigned long") long start, @CType("size_t") long len, @CType("unsigned long") long prot) {
        return Task.current().mm().mprotect(start, len, prot);
    }

    @SyscallDefine1("brk")
    long brk(@CType("unsigned long") long brk) {
        return Task.current().mm().brk(brk);
    }
}
