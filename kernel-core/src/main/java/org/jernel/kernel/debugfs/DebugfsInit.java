package org.jernel.kernel.debugfs;

import org.jernel.kernel.Initcall;
import org.jernel.kernel.InitcallLevel;
import org.jernel.kernel.Kernel;
import org.jernel.kernel.fs.Vfs;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;

/** Mounts debugfs where everybody looks for it. */
public final class DebugfsInit implements Initcall {

    @Override
    public InitcallLevel level() {
        return InitcallLevel.CORE;
    }

    @Override
    public String name() {
        return "debugfs_init";
    }

    @Override
    public void init(Kernel kernel) {
        Vfs vfs = kernel.get(Vfs.class);
        Debugfs debugfs = new Debugfs(vfs);
        vfs.registerFilesystem(debugfs.files());
        mkdir(vfs, "/sys/kernel", 0755);
        mkdir(vfs, "/sys/kernel/debug", 0700);
        vfs.mount(debugfs.files(), "debugfs", "/sys/kernel/debug", 0, "");
        kernel.register(Debugfs.class, debugfs);
    }

    private static void mkdir(Vfs vfs, String path, int mode) {
        try {
            vfs.mkdir(path, mode);
        } catch (ErrnoException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
        }
    }
}
