package org.jernel.kernel.sys;

import java.util.concurrent.atomic.AtomicInteger;

import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.task.ChildWait;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.Partial;
import org.jernel.syscall.SyscallDefine0;
import org.jernel.syscall.SyscallDefine1;
import org.jernel.syscall.SyscallDefine4;
import org.jernel.syscall.SyscallDefine5;

/** Making, ending and waiting for tasks. Modelled on {@code kernel/fork.c} and {@code kernel/exit.c}. */
public final class TaskSyscalls {

    /** The bits of clone's flags that are the signal sent when the child ends. */
    private static final long CSIGNAL = 0xff;

    private static final int WUNTRACED = 2;
    private static final int WCONTINUED = 8;
    private static final int __WNOTHREAD = 0x2000_0000;
    private static final int WAIT_OPTIONS =
            ChildWait.WNOHANG | WUNTRACED | WCONTINUED | __WNOTHREAD | ChildWait.__WCLONE | ChildWait.__WALL;

    private static final int RUSAGE_SIZE = 144;

    /** A child cannot go on in the middle of its parent's Java stack: it needs a stack of its own to start on. */
    @SyscallDefine5("clone")
    @Partial("the exit signal only: no flags, and a stack must be given")
    long clone(
            @CType("unsigned long") long cloneFlags,
            @CType("unsigned long") long newsp,
            @CType("int __user *") long parentTidptr,
            @CType("int __user *") long childTidptr,
            @CType("unsigned long") long tls) {
        if ((cloneFlags & ~CSIGNAL) != 0 || newsp == 0) {
            return Errno.EINVAL.negated();
        }
        return Task.current().cloneTask(newsp, (int) (cloneFlags & CSIGNAL)).pid();
    }

    @SyscallDefine1("exit")
    void exit(int errorCode) {
        throw Task.current().doExit((errorCode & 0xff) << 8);
    }

    @SyscallDefine1("exit_group")
    void exitGroup(int errorCode) {
        throw Task.current().doExit((errorCode & 0xff) << 8);
    }

    @SyscallDefine4("wait4")
    @Partial("children do not stop or continue; resource usage is zero")
    long wait4(
            @CType("pid_t") int upid,
            @CType("int __user *") long statAddr,
            int options,
            @CType("struct rusage __user *") long ru) {
        if ((options & ~WAIT_OPTIONS) != 0) {
            return Errno.EINVAL.negated();
        }
        if (upid == Integer.MIN_VALUE) {
            return Errno.ESRCH.negated();
        }
        Task task = Task.current();
        AtomicInteger status = new AtomicInteger();
        long pid = ChildWait.wait4(task, upid, options, (child, wstatus) -> status.set(wstatus));
        if (pid > 0) {
            writeEnd(task.memory(), statAddr, status.get(), ru);
        }
        return pid;
    }

    private static void writeEnd(UserMemory memory, long statAddr, int status, long ru) {
        if (statAddr != 0) {
            memory.putUser(statAddr, status, Integer.BYTES);
        }
        if (ru != 0) {
            Structs.copyToUser(memory, ru, Structs.allocate(RUSAGE_SIZE));
        }
    }

    @SyscallDefine0("sched_yield")
    @SuppressWarnings("ThreadPriorityCheck") // to rely on the scheduler is the caller's wish
    long schedYield() {
        Thread.yield();
        return 0;
    }
}
