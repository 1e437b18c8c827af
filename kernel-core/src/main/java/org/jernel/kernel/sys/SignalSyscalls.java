package org.jernel.kernel.sys;

import java.nio.ByteBuffer;

import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.task.Kill;
import org.jernel.kernel.task.SigAction;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.SignalState;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.time.KernelClock;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.KernelErrno;
import org.jernel.syscall.Partial;
import org.jernel.syscall.SyscallDefine0;
import org.jernel.syscall.SyscallDefine2;
import org.jernel.syscall.SyscallDefine3;
import org.jernel.syscall.SyscallDefine4;

/** Modelled on {@code kernel/signal.c}. */
public final class SignalSyscalls {

    static final int SIGSET_SIZE = 8;

    private static final int SIG_BLOCK = 0;
    private static final int SIG_UNBLOCK = 1;
    private static final int SIG_SETMASK = 2;

    private static final int SIGACTION_SIZE = 32;

    private final KernelClock clock;

    public SignalSyscalls(KernelClock clock) {
        this.clock = clock;
    }

    @SyscallDefine2("kill")
    @Partial("no siginfo; real-time signals are not queued")
    long kill(@CType("pid_t") int pid, int sig) {
        return Kill.kill(Task.current(), pid, sig);
    }

    @SyscallDefine3("tgkill")
    @Partial("no siginfo; real-time signals are not queued")
    long tgkill(@CType("pid_t") int tgid, @CType("pid_t") int pid, int sig) {
        if (pid <= 0 || tgid <= 0) {
            return Errno.EINVAL.negated();
        }
        Task task = Task.current();
        return Kill.tgkill(task, tgid == pid ? task.tasks().find(pid) : null, sig);
    }

    @SyscallDefine4("rt_sigaction")
    long rtSigaction(
            int sig,
            @CType("const struct sigaction __user *") long act,
            @CType("struct sigaction __user *") long oact,
            @CType("size_t") long sigsetsize) {
        if (sigsetsize != SIGSET_SIZE) {
            return Errno.EINVAL.negated();
        }
        UserMemory memory = Task.current().memory();
        SigAction action = act == 0 ? null : readAction(memory, act);
        if (sig < 1 || sig > Signal.NSIG || (action != null && isUncatchable(sig))) {
            return Errno.EINVAL.negated();
        }
        SignalState signals = Task.current().signals();
        SigAction old = action == null ? signals.action(sig) : signals.setAction(sig, action);
        if (oact != 0) {
            writeAction(memory, oact, old);
        }
        return 0;
    }

    private static boolean isUncatchable(int sig) {
        return sig == Signal.SIGKILL.number() || sig == Signal.SIGSTOP.number();
    }

    private static SigAction readAction(UserMemory memory, long address) {
        ByteBuffer struct = Structs.copyFromUser(memory, address, SIGACTION_SIZE);
        return new SigAction(
                struct.getLong(), struct.getLong() & SigAction.UAPI_SA_FLAGS, struct.getLong(), struct.getLong());
    }

    private static void writeAction(UserMemory memory, long address, SigAction action) {
        ByteBuffer struct = Structs.allocate(SIGACTION_SIZE);
        struct.putLong(action.handler()).putLong(action.flags()).putLong(action.restorer()).putLong(action.mask());
        Structs.copyToUser(memory, address, struct);
    }

    @SyscallDefine4("rt_sigprocmask")
    long rtSigprocmask(
            int how,
            @CType("sigset_t __user *") long nset,
            @CType("sigset_t __user *") long oset,
            @CType("size_t") long sigsetsize) {
        if (sigsetsize != SIGSET_SIZE) {
            return Errno.EINVAL.negated();
        }
        UserMemory memory = Task.current().memory();
        SignalState signals = Task.current().signals();
        long old = signals.blocked();
        if (nset != 0) {
            long set = memory.getUser(nset, Long.BYTES);
            switch (how) {
                case SIG_BLOCK -> signals.setBlocked(old | set);
                case SIG_UNBLOCK -> signals.setBlocked(old & ~set);
                case SIG_SETMASK -> signals.setBlocked(set);
                default -> {
                    return Errno.EINVAL.negated();
                }
            }
        }
        if (oset != 0) {
            memory.putUser(oset, old, Long.BYTES);
        }
        return 0;
    }

    /** A shorter size than the set's is no error here: so much of it is written. */
    @SyscallDefine2("rt_sigpending")
    long rtSigpending(@CType("sigset_t __user *") long uset, @CType("size_t") long sigsetsize) {
        if (Long.compareUnsigned(sigsetsize, SIGSET_SIZE) > 0) {
            return Errno.EINVAL.negated();
        }
        ByteBuffer set = Structs.allocate(SIGSET_SIZE).putLong(Task.current().signals().pendingSet());
        Structs.copyToUser(Task.current().memory(), uset, set.slice(0, (int) sigsetsize));
        return 0;
    }

    @SyscallDefine0("pause")
    long pause() {
        long waited = new WaitQueueHead(clock).waitEvent(() -> false, WaitQueueHead.MAX_SCHEDULE_TIMEOUT);
        return waited < 0 ? -KernelErrno.ERESTARTNOHAND : waited;
    }

    @SyscallDefine2("rt_sigsuspend")
    long rtSigsuspend(@CType("sigset_t __user *") long unewset, @CType("size_t") long sigsetsize) {
        if (sigsetsize != SIGSET_SIZE) {
            return Errno.EINVAL.negated();
        }
        long set = Task.current().memory().getUser(unewset, Long.BYTES);
        Task.current().signals().setUserSigmask(set);
        return pause();
    }

    /** Continues a call that keeps a deadline: user mode is sent here after a signal without a handler. */
    @SyscallDefine0("restart_syscall")
    long restartSyscall() {
        return Task.current().restartSyscall();
    }
}
