package org.jernel.kernel;

import org.jernel.kernel.sys.MmSyscalls;
import org.jernel.kernel.sys.MmSyscallsDefinitions;

/** Brings the memory calls up. */
public final class MmInit implements Initcall {

    @Override
    public InitcallLevel level() {
        return InitcallLevel.CORE;
    }

    @Override
    public String name() {
        return "mmap_init";
    }

    @Override
    public void init(Kernel kernel) {
        kernel.defineSyscalls(MmSyscallsDefinitions.of(new MmSyscalls()));
    }
}
