package org.jernel.kernel;

import org.jernel.kernel.fs.MountFlags;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.proc.ProcFs;
import org.jernel.kernel.proc.ProcMisc;
import org.jernel.kernel.uts.UtsName;

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
        ProcFs proc = new ProcFs(vfs, kernel.tasks(), kernel.printk(), kernel.probes());
        kernel.register(ProcFs.class, proc);
        kernel.symbols().export(proc);
        new ProcMisc(
                vfs,
                kernel.tasks(),
                kernel.timers(),
                kernel.clock(),
                kernel.get(UtsName.class),
                "network=" + kernel.config().networkMode())
                .create(proc);
        vfs.mount(proc.files(), "proc", "/proc", MountFlags.MS_RELATIME, "");
    }
}
