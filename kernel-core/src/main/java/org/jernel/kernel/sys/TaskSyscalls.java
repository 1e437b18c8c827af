package org.jernel.kernel.sys;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.task.ChildWait;
import org.jernel.kernel.task.SigInfo;
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

    private static final int WAIT4_OPTIONS = ChildWait.WNOHANG
            | ChildWait.WUNTRACED
            | ChildWait.WCONTINUED
            | ChildWait.__WNOTHREAD
            | ChildWait.__WCLONE
            | ChildWait.__WALL;

    private static final int WAITID_EVENTS = ChildWait.WEXITED | ChildWait.WUNTRACED | ChildWait.WCONTINUED;
    private static final int WAITID_OPTIONS = WAITID_EVENTS | WAIT4_OPTIONS | ChildWait.WNOWAIT;

    private static final int P_ALL = 0;
    private static final int P_PID = 1;
    private static final int P_PGID = 2;
    private static final int P_PIDFD = 3;

    /** Where {@code siginfo_t} has what is told of a child. */
    private static final int SI_ERRNO = 4;

    private static final int SI_CODE = 8;
    private static final int SI_PID = 16;
    private static final int SI_UID = 20;
    private static final int SI_STATUS = 24;

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
    @Partial("resource usage is zero")
    long wait4(
            @CType("pid_t") int upid,
            @CType("int __user *") long statAddr,
            int options,
            @CType("struct rusage __user *") long ru) {
        if ((options & ~WAIT4_OPTIONS) != 0) {
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
        writeUsage(memory, ru);
    }

    private static void writeUsage(UserMemory memory, long ru) {
        if (ru != 0) {
            Structs.copyToUser(memory, ru, Structs.allocate(RUSAGE_SIZE));
        }
    }

    /** What is told is written also where the call fails, as nothing at all. */
    @SyscallDefine5("waitid")
    @Partial("no P_PIDFD; resource usage is zero")
    long waitid(
            int which,
            @CType("pid_t") int upid,
            @CType("struct siginfo __user *") long infop,
            int options,
            @CType("struct rusage __user *") long ru) {
        Task task = Task.current();
        SigInfo[] told = {new SigInfo(0, 0, 0, 0, 0)};
        long result = waitid(task, which, upid, options, info -> told[0] = info);
        if (result > 0) {
            writeUsage(task.memory(), ru);
        }
        if (infop != 0) {
            writeInfo(task.memory(), infop, told[0]);
        }
        return Math.min(0, result);
    }

    private static long waitid(Task task, int which, int upid, int options, Consumer<SigInfo> info) {
        if ((options & ~WAITID_OPTIONS) != 0 || (options & WAITID_EVENTS) == 0) {
            return Errno.EINVAL.negated();
        }
        return switch (which) {
            case P_ALL -> ChildWait.waitid(task, -1, options, info);
            case P_PID -> upid <= 0 ? Errno.EINVAL.negated() : ChildWait.waitid(task, upid, options, info);
            case P_PGID -> upid < 0 ? Errno.EINVAL.negated() : ChildWait.waitid(task, -upid, options, info);
            case P_PIDFD -> upid < 0 ? Errno.EINVAL.negated() : Errno.EBADF.negated();
            default -> Errno.EINVAL.negated();
        };
    }

    private static void writeInfo(UserMemory memory, long infop, SigInfo info) {
        memory.putUser(infop, info.signo(), Integer.BYTES);
        memory.putUser(infop + SI_ERRNO, 0, Integer.BYTES);
        memory.putUser(infop + SI_CODE, info.code(), Integer.BYTES);
        memory.putUser(infop + SI_PID, info.pid(), Integer.BYTES);
        memory.putUser(infop + SI_UID, info.uid(), Integer.BYTES);
        memory.putUser(infop + SI_STATUS, info.status(), Integer.BYTES);
    }

    @SyscallDefine0("sched_yield")
    @SuppressWarnings("ThreadPriorityCheck") // to rely on the scheduler is the caller's wish
    long schedYield() {
        Thread.yield();
        return 0;
    }
}
