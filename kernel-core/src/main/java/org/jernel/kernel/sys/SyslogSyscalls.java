package org.jernel.kernel.sys;

import org.jernel.kernel.syslog.Syslog;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.CType;
import org.jernel.syscall.SyscallDefine3;

/** Modelled on {@code kernel/printk/printk.c}. */
public final class SyslogSyscalls {

    private final Syslog syslog;

    public SyslogSyscalls(Syslog syslog) {
        this.syslog = syslog;
    }

    @SyscallDefine3("syslog")
    long syslog(int type, @CType("char __user *") long buf, int len) {
        return syslog.doSyslog(type, Task.current().memory(), buf, len);
    }
}
