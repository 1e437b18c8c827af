package org.jernel.kernel.task;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.security.SecurityModule;

/** The hooks of {@code include/linux/lsm_hook_defs.h} that are about tasks and the whole kernel. */
@CheckReturnValue
public interface TaskSecurity extends SecurityModule {

    /** Before a task makes a child. */
    default long taskAlloc(Task parent, long cloneFlags) {
        return 0;
    }

    /** Before a signal is sent that the sender may send; 0 is none but the question. */
    default long taskKill(Task target, int signo) {
        return 0;
    }

    /** Before a task is moved to a process group that it may be in. */
    default long taskSetpgid(Task task, int pgid) {
        return 0;
    }

    /** Before prctl(2) looks at its option. */
    default long taskPrctl(int option, long arg2, long arg3, long arg4, long arg5) {
        return 0;
    }

    /** Before the current task, which may, becomes another user. */
    default long taskFixSetuid(Cred next, Cred old) {
        return 0;
    }

    /** Before the current task, which may, becomes one of another group. */
    default long taskFixSetgid(Cred next, Cred old) {
        return 0;
    }

    /** Before the current task gives up capabilities, or takes those that it may have. */
    default long capset(Cred next, Cred old) {
        return 0;
    }

    /** Before a task uses a capability that it has. Whatever the answer, the caller sees what it would without. */
    default long capable(Task task, int capability) {
        return 0;
    }

    /** Before syslog(2) does as its type says. */
    default long syslog(int type) {
        return 0;
    }

    /** Before init_module(2) looks at what it was given. */
    default long kernelLoadData() {
        return 0;
    }
}
