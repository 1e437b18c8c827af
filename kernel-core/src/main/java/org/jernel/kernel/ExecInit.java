package org.jernel.kernel;

import org.jernel.kernel.exec.Exec;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.sys.ExecSyscalls;
import org.jernel.kernel.sys.ExecSyscallsDefinitions;
import org.jernel.kernel.umh.Usermodehelper;

/** Makes files executable, by programs and by the kernel itself. */
public final class ExecInit implements Initcall {

    @Override
    public InitcallLevel level() {
        return InitcallLevel.CORE;
    }

    @Override
    public String name() {
        return "init_script_binfmt";
    }

    @Override
    public void init(Kernel kernel) {
        Exec exec = new Exec(kernel.get(Vfs.class), kernel.random()::getRandomBytes);
        kernel.register(Exec.class, exec);
        Usermodehelper umh = new Usermodehelper(kernel.tasks(), exec, kernel.clock(), kernel.probes());
        kernel.register(Usermodehelper.class, umh);
        kernel.symbols().export(umh);
        kernel.defineSyscalls(ExecSyscallsDefinitions.of(new ExecSyscalls(exec)));
    }
}
