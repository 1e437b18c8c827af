package org.jernel.kernel.sys;

import org.jernel.kernel.syslog.Syslog;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.TaskSecurity;
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
        Task task = Task.current();
        long refused = task.security().ask(TaskSecurity.class, "syslog", m -> m.syslog(type));
        return refused == 0 ? syslog.doSyslog(type, task.memory(), buf, len) : refused;
    }
}
