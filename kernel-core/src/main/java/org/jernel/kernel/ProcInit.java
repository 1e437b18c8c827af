package org.jernel.kernel;

import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.proc.ProcFs;

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
        Vfs vfs = kernel.get(Vfs.class);
        ProcFs proc = new ProcFs(vfs, kernel.tasks());
        kernel.register(ProcFs.class, proc);
        vfs.mount(proc.files(), "proc", "/proc", 0, "");
    }
}
