package org.jernel.kernel.task;

import java.time.Duration;
import java.util.function.LongSupplier;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.file.FilePath;
import org.jernel.kernel.file.FsStruct;
import org.jernel.kernel.file.Poll;
import org.jernel.kernel.mm.AddressSpace;
import org.jernel.kernel.mm.MmSegment;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.security.Security;
import org.jernel.kernel.wait.Sleeper;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.syscall.Errno;
import org.jernel.syscall.KernelErrno;
import org.jernel.syscall.NonLocalExit;
import org.jspecify.annotations.Nullable;

/**
 * A task: a virtual thread with numbers, memory, descriptors and signals. {@code task_struct}.
 *
 * <p>Lock order: the monitor of {@link Tasks} (parents, children, states) before a task's signals; the exit lock is a leaf.
 * No file is closed and no memory copied under any of them.
 */
public final class Task extends Sleeper {

    private final Tasks tasks;
    private final int pid;
    private final FdTable files;
    private final FsStruct fs;
    private final Rlimits rlimits;
    private final TaskThread thread;
    private final TaskImage image;
    private final SyscallEntry entry;
    private final SignalState signals;
    private final long startTime;

    /** Woken by every signal that comes, blocked or not. {@code signalfd_wqh}. */
    private final WaitQueueHead signalWait;

    /** Guarded by {@link Tasks}. */
    private final Family family;

    private volatile Cred cred;
    private final PrctlState prctl;
    private final FaultState faultState;
    private volatile int nice;
    private volatile TaskState state = TaskState.RUNNING;

    /** The task's own. */
    private @Nullable LongSupplier restartBlock;

    Task(Tasks tasks, int pid, TaskSpec spec) {
        this.tasks = tasks;
        this.pid = pid;
        this.cred = spec.cred();
        this.faultState = spec.parent() == null ? new FaultState() : spec.parent().faultState.forChild();
        this.prctl = spec.parent() == null ? new PrctlState() : spec.parent().prctl.forChild();
        this.nice = spec.parent() == null ? 0 : spec.parent().nice;
        this.image = new TaskImage(spec);
        this.files = spec.files();
        this.fs = spec.fs();
        this.rlimits = spec.rlimits();
        this.signals = spec.signals();
        this.startTime = tasks.clock().monotonicNanos();
        this.entry = new SyscallEntry(this);
        this.family = new Family(tasks.clock(), pid, spec.parent(), spec.exitSignal());
        this.signalWait = new WaitQueueHead(tasks.clock());
        this.thread = new TaskThread(this, spec.comm() + "/" + pid, spec.body());
    }

    /** The task that runs in this thread. Throws in softirq context and in the embedder's own threads. */
    public static Task current() {
        return (Task) Sleeper.current();
    }

    /** The task that runs in this thread, or null in softirq context and in the embedder's own threads. */
    public static @Nullable Task currentOrNull() {
        return Sleeper.boundOrNull() instanceof Task task ? task : null;
    }

    /** True if the current task has the capability; what is not a task is the kernel itself and may do all. */
    public static boolean capable(int capability) {
        Task task = currentOrNull();
        return task == null
                || (task.cred.has(capability)
                        && task.security().ask(TaskSecurity.class, "capable", m -> m.capable(task, capability)) == 0);
    }

    void start() {
        thread.thread().start();
    }

    /** For its thread, from the first thing that it does. */
    void runBound(Runnable body) {
        runAsCurrent(body);
    }

    Family family() {
        return family;
    }

    /** True from the task's end on, while what it had open is closed. {@code PF_EXITING}. */
    public boolean isExiting() {
        return thread.isExiting();
    }

    /**
     * A system call of this task, which must be the current one: the only door into the kernel.
     *
     * @return the result, or -errno in [-4095, -1]
     */
    public long syscall(long nr, long a0, long a1, long a2, long a3, long a4, long a5) {
        return entry.syscall(nr, a0, a1, a2, a3, a4, a5);
    }

    /** Runs a handler of the program; kernel threads have none. */
    void handleSignal(int signo, long handler) {
        UserMode mode = image.userMode();
        if (mode != null) {
            mode.handleSignal(this, signo, handler);
        }
    }

    /**
     * Gives this task, which must be the current one, another program with its memory and its name; handlers of signals and
     * descriptors that are to be closed are gone. The task enters the program where it would return to user mode, and
     * until then nothing of the old one can make a call. {@code begin_new_exec}.
     */
    public void exec(UserMode program, AddressSpace memory, String name) {
        files.closeOnExec();
        image.replace(program, memory, name);
        family.resetExitSignal();
        restartBlock = null;
        signals.flushHandlers();
        entry.beginNewImage();
    }

    /** True from {@link #exec} on until the program runs. */
    boolean hasNewImage() {
        return entry.hasNewImage();
    }

    /** The program that was executed and waits to be entered, which it then is; or null. */
    @Nullable
    UserMode takeNewImage() {
        return entry.takeNewImage() ? image.userMode() : null;
    }

    /**
     * Says that the call is to be continued by {@code block} after a signal, unless a handler ran: for calls that keep a
     * deadline. {@code set_restart_fn}.
     *
     * @return what the call returns
     */
    @CheckReturnValue
    public long restartWith(LongSupplier block) {
        restartBlock = block;
        return -KernelErrno.ERESTART_RESTARTBLOCK;
    }

    /** What a handler has interrupted is over once it returns. {@code do_no_restart_syscall}, set by {@code sigreturn}. */
    void forgetRestart() {
        restartBlock = null;
    }

    /** Continues a call, in a handler even one that has ended. {@code restart_syscall(2)}: -EINTR when there is none. */
    @CheckReturnValue
    public long restartSyscall() {
        LongSupplier block = restartBlock;
        return block == null ? Errno.EINTR.negated() : block.getAsLong();
    }

    /**
     * Makes a child that runs this task's program from {@code stackPointer}, with copies of memory, descriptors and signal
     * actions. {@code kernel_clone} without sharing.
     *
     * @param exitSignal what this task gets when the child ends; nothing if that is no signal
     */
    public Task cloneTask(long stackPointer, int exitSignal) {
        UserMode mode = image.userMode();
        if (mode == null) {
            throw Errno.EINVAL.exception();
        }
        security().mustAllow(TaskSecurity.class, "task_alloc", m -> m.taskAlloc(this, exitSignal));
        return tasks.start(new TaskSpec(
                comm(),
                this,
                cred,
                mode,
                mm().copy(),
                files.copy(),
                fs.copy(),
                rlimits.copy(),
                signals.copy(),
                exitSignal,
                child -> mode.runClone(child, stackPointer)));
    }

    /**
     * Ends this task, which must be the current one, when the result is thrown: {@code throw task.doExit(code << 8)}. What
     * catches it gains nothing: the task can make no call any more.
     *
     * @param status the wait status: the exit code times 256, or the number of the signal that killed it
     */
    public NonLocalExit doExit(int status) {
        thread.noteExit(status);
        return new TaskExit();
    }

    /** Notes a signal for this task and ends its sleep if it must look at it. No rights are checked. */
    public void sendSignal(int signo) {
        sendSignal(SigInfo.ofKernel(signo));
    }

    /** As {@link #sendSignal(int)}, with what is known of the sender. */
    public void sendSignal(SigInfo info) {
        boolean noted = signals.send(info);
        if (info.signo() == Signal.SIGCONT.number()) {
            wake();
        }
        if (!noted) {
            return;
        }
        signalWait.wakeUp(Poll.POLLIN);
        if (signals.isPending()) {
            wake();
            if (signals.isFatal(info.signo())) {
                interruptUserMode();
            }
        }
    }

    /** Ends the task's sleep, for its tracer. */
    void trap() {
        signals.trap();
        wake();
    }

    /** Ends the task whatever it ignores. */
    void kill() {
        signals.forceKill();
        wake();
        interruptUserMode();
    }

    /** A program that blocks or waits in Java code of its own has no kernel to wake it. */
    private void interruptUserMode() {
        if (entry.isInUserMode()) {
            thread.interrupt();
        }
    }

    @Override
    protected void beforePark() {
        if (Thread.interrupted()) {
            entry.interruptAtExit();
        }
    }

    /** Waits in Java for the task's end. Returns its wait status, as {@code wait4} stores it. */
    public int join() throws InterruptedException {
        return thread.join();
    }

    /** Waits in Java for the task's end, at most so long. Returns whether it has ended. */
    public boolean join(Duration most) throws InterruptedException {
        return thread.join(most);
    }

    /** Says that a debugger has stopped the task, or with 0 that it goes on, and tells its parent. {@code ptrace_stop}. */
    public void noteTraced(int signo) {
        Task waiter;
        synchronized (tasks) {
            waiter = family.noteTraced(signo);
        }
        if (waiter != null) {
            waiter.family.childExit.wakeUpAll(0);
        }
    }

    /** From -20 to 19. {@code task_nice}. */
    public int nice() {
        return nice;
    }

    void setNice(int value) {
        nice = value;
    }

    /** True while the task stands where a debugger has stopped it. {@code task_is_traced}. */
    public boolean isTraced() {
        synchronized (tasks) {
            return family.isTraced();
        }
    }

    /** True from a stop by a signal until SIGCONT. {@code task_is_stopped}. */
    public boolean isStopped() {
        return signals.isStopped();
    }

    /** Where its thread is, the kernel's frames and the program's. */
    public StackTraceElement[] stackTrace() {
        return thread.thread().getStackTrace();
    }

    @Override
    protected Thread thread() {
        return thread.thread();
    }

    @Override
    public boolean signalPending() {
        return signals.isPending();
    }

    /** Kernel threads have no user mode in which a call could be made again. */
    @Override
    public long interruptedResult() {
        return isKernelThread() ? Errno.EINTR.negated() : -KernelErrno.ERESTARTSYS;
    }

    /** True when SIGKILL is among what is pending. */
    @Override
    public boolean fatalSignalPending() {
        return signals.isPending(Signal.SIGKILL.number());
    }

    /** The number by which {@link Tasks} finds it; 1 is init. {@code task_tgid_vnr}. */
    public int pid() {
        return pid;
    }

    /** The parent's number, 0 where the kernel itself started the task. */
    public int parentPid() {
        return tasks.parentPid(this);
    }

    /** The pid of its process group's leader. {@code task_pgrp}. */
    public int processGroup() {
        return family.processGroup();
    }

    void setProcessGroup(int group) {
        family.setProcessGroup(group);
    }

    /** The number of the session, 0 for that of the tasks which the kernel starts. */
    public int session() {
        return family.session();
    }

    void setSession(int number) {
        family.setSession(number);
    }

    /** True once the task has executed another program than its parent's. The opposite of {@code PF_FORKNOEXEC}. */
    public boolean hasExecuted() {
        return image.hasExecuted();
    }

    void noteExec() {
        image.noteExec();
    }

    /** Whether its program is one by which other tasks are stopped, by whatever name it was started. */
    public boolean isDebugger() {
        UserMode mode = image.userMode();
        return mode != null && mode.isDebugger();
    }

    /** What the task has executed, or null. {@code mm->exe_file}. */
    public @Nullable FilePath exe() {
        return image.exe();
    }

    /** Notes the file that it runs: {@code /proc/PID/exe}. */
    public void setExe(FilePath program) {
        image.setExe(program);
    }

    /** What {@code prctl} keeps of the task. */
    public FaultState faultState() {
        return faultState;
    }

    public PrctlState prctl() {
        return prctl;
    }

    /** The name that ps shows, at most 15 bytes. */
    public String comm() {
        return image.comm();
    }

    /** Gives it another name, of which 15 bytes are kept. {@code set_task_comm}. */
    public void setComm(String name) {
        image.setComm(name);
    }

    /** Who it is; replaced whole, never changed. {@code current_cred}. */
    public Cred cred() {
        return cred;
    }

    /** Replaces the credentials, and forgets what another user must not find. {@code commit_creds}. */
    public void setCred(Cred next) {
        Cred old = cred;
        boolean sameForFiles = old.euid() == next.euid() && old.fsuid() == next.fsuid();
        boolean sameGroups = old.egid() == next.egid() && old.fsgid() == next.fsgid();
        if (!sameForFiles || !sameGroups || !CapSets.isSubset(next.caps().permitted(), old.caps().permitted())) {
            prctl.setDumpable(false);
            prctl.setParentDeathSignal(0);
        }
        cred = next;
    }

    /** Whether it runs, is a zombie or is gone; {@link #isAsleep} tells a sleeper. */
    public TaskState state() {
        return state;
    }

    void setState(TaskState next) {
        state = next;
    }

    /** Its wait status, as wait4(2) stores it; 0 while it runs. */
    public int exitStatus() {
        return thread.exitStatus();
    }

    /** The number of the system call that the task is in, or -1 while it is in user mode. */
    public long syscallNumber() {
        return entry.number();
    }

    /** The six arguments of that system call. */
    public long[] syscallArguments() {
        return entry.arguments();
    }

    /** When the task was made, in clock nanoseconds. {@code start_boottime}. */
    public long startTime() {
        return startTime;
    }

    /** The table that it stands in. */
    public Tasks tasks() {
        return tasks;
    }

    /** Who is asked before the task does something. */
    public Security security() {
        return tasks.security();
    }

    /** Its descriptors, which it may share with others after CLONE_FILES. */
    public FdTable files() {
        return files;
    }

    /** Where the task stands in the file systems. */
    public FsStruct fs() {
        return fs;
    }

    /** Its limits, of getrlimit(2). */
    public Rlimits rlimits() {
        return rlimits;
    }

    /** Where to wait for signals that may be blocked. */
    public WaitQueueHead signalWait() {
        return signalWait;
    }

    /** Its handlers, mask and pending signals. */
    public SignalState signals() {
        return signals;
    }

    /** What its parent is told by when it ends, 0 for nothing. */
    public int exitSignal() {
        return family.exitSignal();
    }

    /** True for a task that runs kernel code only. {@code PF_KTHREAD}. */
    public boolean isKernelThread() {
        return image.userMode() == null;
    }

    /** True while the task's thread has not come to its end. */
    boolean isAlive() {
        return thread.thread().isAlive();
    }

    /** The address space; a kernel thread has none and gets EFAULT. */
    public AddressSpace mm() {
        AddressSpace memory = image.mm();
        if (memory == null) {
            throw Errno.EFAULT.exception();
        }
        return memory;
    }

    void releaseMemory() {
        AddressSpace memory = image.mm();
        if (memory != null) {
            memory.unmapAll();
        }
        image.setExe(null);
    }

    /** What addresses given by the caller mean now: its own memory, or the kernel's between {@code set_fs} calls. */
    public UserMemory memory() {
        return entry.getFs() == MmSegment.KERNEL_DS ? tasks.kernelDs(image.mm()) : mm();
    }

    /** The current limit of addresses. {@code get_fs}. */
    public MmSegment getFs() {
        return entry.getFs();
    }

    /** Sets the limit of addresses; callers put the old one back. {@code set_fs}. */
    public void setFs(MmSegment limit) {
        entry.setFs(limit);
    }

    @Override
    public String toString() {
        return comm() + "[" + pid + "]";
    }
}
