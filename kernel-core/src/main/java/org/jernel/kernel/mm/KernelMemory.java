package org.jernel.kernel.mm;

import org.jspecify.annotations.Nullable;

/** The kernel's own addressable memory, which {@code set_fs(KERNEL_DS)} lets a call name. */
public final class KernelMemory {

    /** Memory as a call sees it under KERNEL_DS: kernel addresses here, the others in {@code mm}. */
    public UserMemory kernelDs(@Nullable AddressSpace mm) {
        return mm == null ? new AddressSpace() : mm;
    }
}
