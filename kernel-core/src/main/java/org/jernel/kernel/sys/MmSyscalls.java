package org.jernel.kernel.sys;

import java.util.Set;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileSecurity;
import org.jernel.kernel.file.MappedFile;
import org.jernel.kernel.mm.AddressSpace;
import org.jernel.kernel.mm.Mman;
import org.jernel.kernel.mm.Uaccess;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.Partial;
import org.jernel.syscall.SyscallDefine1;
import org.jernel.syscall.SyscallDefine2;
import org.jernel.syscall.SyscallDefine3;
import org.jernel.syscall.SyscallDefine5;
import org.jernel.syscall.SyscallDefine6;
import org.jspecify.annotations.Nullable;

/** The memory of a task. Modelled on {@code mm/mmap.c}, {@code mm/mprotect.c}, {@code mm/mremap.c} and {@code mm/madvise.c}. */
public final class MmSyscalls {

    private static final int PAGE_SHIFT = 12;
    private static final long PAGE_MASK = -1L << PAGE_SHIFT;

    private static final Set<Integer> ADVICE = Set.of(
            Mman.MADV_NORMAL,
            Mman.MADV_RANDOM,
            Mman.MADV_SEQUENTIAL,
            Mman.MADV_WILLNEED,
            Mman.MADV_DONTNEED,
            Mman.MADV_DONTDUMP,
            Mman.MADV_DODUMP);

    @SyscallDefine6("mmap")
    @Partial("memory, files of a tmpfs and devices that can; no huge pages")
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
        AddressSpace mm = Task.current().mm();
        if ((flags & Mman.MAP_ANONYMOUS) == 0) {
            return mmapFile(mm, addr, len, (int) prot, (int) flags, (int) fd, off >>> PAGE_SHIFT);
        }
        if ((flags & Mman.MAP_HUGETLB) != 0) {
            // What Linux answers where vm.nr_hugepages is 0.
            return Errno.ENOMEM.negated();
        }
        long refused = ask(null, prot, flags);
        return refused == 0 ? mm.mmap(addr, len, (int) prot, (int) flags) : refused;
    }

    private static long ask(@Nullable File file, long prot, long flags) {
        return Task.current().security()
                .ask(FileSecurity.class, "mmap_file", m -> m.mmapFile(file, prot, flags));
    }

    /** {@code ksys_mmap_pgoff}. */
    private static long mmapFile(
            AddressSpace mm, long addr, long len, int prot, int flags, int fd, long pageOffset) {
        File file = Task.current().files().fget(fd);
        if (file == null) {
            return Errno.EBADF.negated();
        }
        try {
            if ((flags & Mman.MAP_HUGETLB) != 0) {
                return Errno.EINVAL.negated();
            }
            long refused = ask(file, prot, flags);
            return refused == 0
                    ? mm.mmap(addr, len, prot, flags, new MappedFile(file, pageOffset))
                    : refused;
        } finally {
            file.fput();
        }
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

    @SyscallDefine5("mremap")
    @Partial("no MREMAP_DONTUNMAP, no second mapping of shared memory by a length of 0")
    long mremap(
            @CType("unsigned long") long addr,
            @CType("unsigned long") long oldLen,
            @CType("unsigned long") long newLen,
            @CType("unsigned long") long flags,
            @CType("unsigned long") long newAddr) {
        return (flags & ~0xffL) != 0
                ? Errno.EINVAL.negated()
                : Task.current().mm().mremap(addr, oldLen, newLen, (int) flags, newAddr);
    }

    /** What is shared is the file's own memory, so that nothing is left to be written. */
    @SyscallDefine3("msync")
    long msync(@CType("unsigned long") long start, @CType("size_t") long len, int flags) {
        if ((flags & ~(Mman.MS_ASYNC | Mman.MS_INVALIDATE | Mman.MS_SYNC)) != 0
                || (start & ~PAGE_MASK) != 0
                || (flags & (Mman.MS_ASYNC | Mman.MS_SYNC)) == (Mman.MS_ASYNC | Mman.MS_SYNC)) {
            return Errno.EINVAL.negated();
        }
        long end = start + pageAlign(len);
        if (Long.compareUnsigned(end, start) < 0) {
            return Errno.ENOMEM.negated();
        }
        return Task.current().mm().isMapped(start, end) ? 0 : Errno.ENOMEM.negated();
    }

    @SyscallDefine3("madvise")
    @Partial("MADV_DONTNEED, and the advice that may be ignored")
    long madvise(@CType("unsigned long") long start, @CType("size_t") long lenIn, int behavior) {
        if (!ADVICE.contains(behavior) || (start & ~PAGE_MASK) != 0) {
            return Errno.EINVAL.negated();
        }
        long length = pageAlign(lenIn);
        long end = start + length;
        if ((lenIn != 0 && length == 0) || Long.compareUnsigned(end, start) < 0) {
            return Errno.EINVAL.negated();
        }
        AddressSpace mm = Task.current().mm();
        if (behavior == Mman.MADV_DONTNEED && end != start && mm.accessOk(start, length)) {
            mm.discard(start, end);
        }
        return mm.isMapped(start, end) ? 0 : Errno.ENOMEM.negated();
    }

    @SyscallDefine3("mincore")
    long mincore(
            @CType("unsigned long") long start,
            @CType("size_t") long len,
            @CType("unsigned char __user *") long vec) {
        AddressSpace mm = Task.current().mm();
        if ((start & ~PAGE_MASK) != 0) {
            return Errno.EINVAL.negated();
        }
        if (!mm.accessOk(start, len)) {
            return Errno.ENOMEM.negated();
        }
        long pages = pageAlign(len) >>> PAGE_SHIFT;
        if (!mm.accessOk(vec, pages)) {
            return Errno.EFAULT.negated();
        }
        for (long page = 0; page < pages; page++) {
            long address = start + (page << PAGE_SHIFT);
            if (!mm.isMapped(address, address + 1)) {
                return Errno.ENOMEM.negated();
            }
            Uaccess.putUser8(mm, vec + page, (byte) (mm.isResident(address) ? 1 : 0));
        }
        return 0;
    }

    private static long pageAlign(long length) {
        return (length + ~PAGE_MASK) & PAGE_MASK;
    }
}
