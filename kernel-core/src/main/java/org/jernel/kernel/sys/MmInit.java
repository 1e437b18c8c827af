package org.jernel.kernel.sys;

import org.jernel.kernel.Initcall;
import org.jernel.kernel.InitcallLevel;
import org.jernel.kernel.Kernel;

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
