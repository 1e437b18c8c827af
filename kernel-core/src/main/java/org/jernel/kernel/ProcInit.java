package org.jernel.kernel;

import org.jernel.kernel.proc.ProcFs;
import org.jernel.kernel.sys.ProcSyscalls;
import org.jernel.kernel.sys.ProcSyscallsDefinitions;

/** Brings {@code /proc} up, as much as there is of it. */
public final class ProcInit implements Initcall {

    @Override
    public InitcallLevel level() {
        return InitcallLevel.CORE;
    }

    @Override
    public String name() {
        return "proc_root_init";
    }

    @Override
    public void init(Kernel kernel) {
        ProcFs proc = new ProcFs(kernel.tasks());
        kernel.register(ProcFs.class, proc);
        kernel.defineSyscalls(ProcSyscallsDefinitions.of(new ProcSyscalls(proc)));
    }
}
