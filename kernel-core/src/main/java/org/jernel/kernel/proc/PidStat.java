package org.jernel.kernel.proc;

import java.util.concurrent.TimeUnit;

import org.jernel.kernel.mm.Page;
import org.jernel.kernel.seq.SeqFile;
import org.jernel.kernel.task.Ptrace;
import org.jernel.kernel.task.SignalState;
import org.jernel.kernel.task.Task;

/** {@code /proc/PID/stat} and {@code statm}. {@code do_task_stat} and {@code proc_pid_statm} of {@code fs/proc/array.c}. */
final class PidStat {

    /** Of a task that is not nice, in the kernel's own count. */
    private static final int DEFAULT_PRIO = 20;

    /** {@code PF_EXITING}, {@code PF_FORKNOEXEC}, {@code PF_KTHREAD}. */
    private static final int EXITING = 0x4;
    private static final int FORKED = 0x40;
    private static final int KTHREAD = 0x200000;

    private static final int USER_HZ = 100;
    private static final long UNLIMITED = -1;

    private PidStat() {}

    /** The 52 numbers; times of processors and faults are not counted. */
    static void stat(ProcTask of, SeqFile text) {
        Task task = of.task();
        boolean hasMemory = !of.isZombie() && !task.isKernelThread();
        boolean mayLook = Ptrace.mayAccess(task);
        text.printf("%d (", task.pid());
        text.puts(task.comm());
        text.printf(") %c %d %d %d", PidStatus.state(of).charAt(0), task.parentPid(), task.processGroup(),
                task.session());
        // tty_nr, tpgid, flags, then faults and times
        text.printf(" 0 -1 %u 0 0 0 0 0 0 0 0", flags(task));
        // priority, nice, num_threads, itrealvalue
        text.printf(" %d %d 1 0 %llu", DEFAULT_PRIO + task.nice(), task.nice(),
                task.startTime() / (TimeUnit.SECONDS.toNanos(1) / USER_HZ));
        long size = hasMemory ? PidStatus.size(task.mm()) : 0;
        text.printf(" %lu %ld %lu", size, hasMemory ? task.mm().residentPages() : 0, UNLIMITED);
        // start_code, end_code, start_stack, esp, eip
        text.puts(" 0 0 0 0 0");
        SignalState signals = task.signals();
        text.printf(
                " %lu %lu %lu %lu",
                signals.allPending() & 0x7fffffffL,
                signals.blocked() & 0x7fffffffL,
                signals.ignoredSet() & 0x7fffffffL,
                signals.caughtSet() & 0x7fffffffL);
        // wchan, nswap, cnswap, exit_signal, processor, rt_priority, policy, and times
        text.printf(" %d 0 0 %d 0 0 0 0 0 0", mayLook && task.isAsleep() ? 1 : 0, task.exitSignal());
        // start_data, end_data, start_brk, arg_start, arg_end, env_start, env_end
        text.puts(" 0 0 0 0 0 0 0");
        text.printf(" %d\n", mayLook ? task.exitStatus() : 0);
    }

    private static int flags(Task task) {
        return (task.isExiting() ? EXITING : 0) | (task.hasExecuted() ? 0 : FORKED)
                | (task.isKernelThread() ? KTHREAD : 0);
    }

    /** Pages: all, present, shared, text, nothing, data, nothing. */
    static void statm(ProcTask of, SeqFile text) {
        if (of.isZombie() || of.task().isKernelThread()) {
            text.puts("0 0 0 0 0 0 0\n");
        } else {
            text.printf(
                    "%lu %lu 0 0 0 %lu 0\n",
                    PidStatus.size(of.task().mm()) / Page.SIZE,
                    of.task().mm().residentPages(),
                    (PidStatus.dataSize(of.task().mm()) + PidStatus.stackSize(of.task().mm())) / Page.SIZE);
        }
    }
}
