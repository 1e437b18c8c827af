package org.jernel.kernel;

import org.jernel.kernel.exec.Exec;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.sys.ExecSyscalls;
import org.jernel.kernel.sys.ExecSyscallsDefinitions;

/** Makes files executable. */
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
        kernel.defineSyscalls(ExecSyscallsDefinitions.of(new ExecSyscalls(exec)));
    }
}
