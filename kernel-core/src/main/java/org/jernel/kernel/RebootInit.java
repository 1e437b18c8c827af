package org.jernel.kernel;

import org.jernel.kernel.reboot.Reboot;
import org.jernel.kernel.sys.RebootSyscalls;
import org.jernel.kernel.sys.RebootSyscallsDefinitions;
import org.jernel.kernel.sys.SyncSyscalls;
import org.jernel.kernel.sys.SyncSyscallsDefinitions;

/** Lets tasks take the kernel down. */
public final class RebootInit implements Initcall {

    @Override
    public InitcallLevel level() {
        return InitcallLevel.CORE;
    }

    @Override
    public String name() {
        return "reboot_init";
    }

    @Override
    public void init(Kernel kernel) {
        Reboot reboot = new Reboot(
                kernel.printk(), kernel.tasks(), kernel::machineShutdown, kernel.oopses()::report, kernel.probes());
        kernel.register(Reboot.class, reboot);
        kernel.symbols().export(reboot);
        kernel.defineSyscalls(RebootSyscallsDefinitions.of(new RebootSyscalls(reboot)));
        kernel.defineSyscalls(SyncSyscallsDefinitions.of(new SyncSyscalls()));
    }
}
