package org.jernel.kernel.mm;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.syscall.Errno;

import static org.jernel.kernel.mm.VmArea.VM_ACCOUNT;
import static org.jernel.kernel.mm.VmArea.VM_MAYEXEC;
import static org.jernel.kernel.mm.VmArea.VM_MAYWRITE;
import static org.jernel.kernel.mm.VmArea.VM_NORESERVE;
import static org.jernel.kernel.mm.VmArea.VM_SHARED;

/** Changing the rights of what is mapped. Modelled on {@code mm/mprotect.c}. */
final class Mprotect {

    private static final int PROT_RIGHTS = Mman.PROT_READ | Mman.PROT_WRITE | Mman.PROT_EXEC;

    private final Mappings mappings;

    Mprotect(Mappings mappings) {
        this.mappings = mappings;
    }

    /** As {@link AddressSpace#mprotect}. */
    @CheckReturnValue
    long mprotect(long start, long length, long prot) {
        // No area of ours grows, and PROT_GROWSDOWN or PROT_GROWSUP on one that does not is EINVAL.
        if (Page.offset(start) != 0 || (prot & ~(PROT_RIGHTS | Mman.PROT_SEM)) != 0) {
            return Errno.EINVAL.negated();
        }
        if (length == 0) {
            return 0;
        }
        long end = start + Page.align(length);
        if (Long.compareUnsigned(end, start) <= 0) {
            return Errno.ENOMEM.negated();
        }
        synchronized (mappings) {
            long error = 0;
            long next = start;
            while (error == 0 && next != end) {
                VmArea area = mappings.areas().find(next);
                if (area == null) {
                    return Errno.ENOMEM.negated();
                }
                long stop = Long.compareUnsigned(area.end(), end) < 0 ? area.end() : end;
                error = change(area.part(next, stop), (int) prot & PROT_RIGHTS);
                next = stop;
            }
            return error;
        }
    }

    /** One area or a part of it; where it is refused nothing of it is changed or promised. {@code mprotect_fixup}. */
    private long change(VmArea part, int prot) {
        boolean gainsWrite = (prot & Mman.PROT_WRITE) != 0;
        boolean gainsExec = (prot & Mman.PROT_EXEC) != 0;
        if ((gainsWrite && !part.has(VM_MAYWRITE)) || (gainsExec && !part.has(VM_MAYEXEC))) {
            return Errno.EACCES.negated();
        }
        boolean charged = gainsWrite && !part.writable() && !part.has(VM_ACCOUNT | VM_SHARED | VM_NORESERVE);
        VmAreas areas = mappings.areas();
        VmAreas changed = areas.with(part.with(prot, part.flags() | (charged ? VM_ACCOUNT : 0)));
        if (changed.size() > Math.max(Mappings.MAX_MAP_COUNT, areas.size())
                || (charged && !mappings.committed().take(part.pages()))) {
            return Errno.ENOMEM.negated();
        }
        mappings.replaceAreas(changed);
        return 0;
    }
}
