package org.jernel.kernel;

import org.jernel.kernel.sys.SyslogSyscalls;
import org.jernel.kernel.sys.SyslogSyscallsDefinitions;
import org.jernel.kernel.syslog.Syslog;

/** Lets programs read the kernel's log. */
public final class SyslogInit implements Initcall {

    @Override
    public InitcallLevel level() {
        return InitcallLevel.CORE;
    }

    @Override
    public String name() {
        return "printk_late_init";
    }

    @Override
    public void init(Kernel kernel) {
        Syslog syslog = new Syslog(kernel.printk());
        kernel.register(Syslog.class, syslog);
        kernel.defineSyscalls(SyslogSyscallsDefinitions.of(new SyslogSyscalls(syslog)));
    }
}
