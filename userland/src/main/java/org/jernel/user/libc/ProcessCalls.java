package org.jernel.user.libc;

import org.jernel.kernel.task.SigAction;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jspecify.annotations.Nullable;

/** Processes, signals and time: {@code unistd.h}, {@code sched.h}, {@code sys/wait.h}, {@code signal.h}, {@code time.h}. */
abstract class ProcessCalls extends LibcCore {

    /** {@code struct sigaction} as the kernel has it: handler, flags, restorer, mask. */
    private static final int SIGACTION_SIZE = 32;

    private static final int SIGSET_SIZE = 8;

    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** Commands of {@link #reboot}: {@code sys/reboot.h}. */
    public static final int RB_AUTOBOOT = 0x01234567;

    public static final int RB_HALT_SYSTEM = 0xcdef0123;
    public static final int RB_POWER_OFF = 0x4321fedc;

    private static final int RESTART2 = 0xa1b2c3d4;
    private static final int REBOOT_MAGIC1 = 0xfee1dead;
    private static final int REBOOT_MAGIC2 = 672274793;

    ProcessCalls(Task task, ProgramText text, long stackPointer) {
        super(task, text, stackPointer);
    }

    public final int getpid() {
        return (int) syscall(Unistd.GETPID);
    }

    public final int getppid() {
        return (int) syscall(Unistd.GETPPID);
    }

    /** Ends the task: {@code throw libc.exit(1)} says to the compiler that nothing follows. */
    public final RuntimeException exit(int code) {
        syscall(Unistd.EXIT_GROUP, code);
        throw new IllegalStateException("exit_group returned");
    }

    /**
     * Makes a child that runs {@code function} on copies of this task's memory and descriptors: what {@code fork} is for
     * programs in Java, which cannot return twice.
     *
     * @return the child's number, or -1 with errno
     */
    public final int clone(CloneFunction function) {
        long address = text.place(function);
        try (StackFrame frame = frame()) {
            // glibc's clone puts the function on the child's stack, and so the kernel needs to know nothing of it.
            long childStack = frame.allocate(littleEndian(address, Long.BYTES));
            int pid = (int) syscall(Unistd.CLONE, Signal.SIGCHLD.number(), childStack, 0, 0, 0);
            if (pid < 0) {
                text.remove(address);
            }
            return pid;
        }
    }

    /** Waits for a child; {@code pid} and {@code options} as in {@code waitpid(2)}. */
    public final WaitResult waitpid(int pid, int options) {
        try (StackFrame frame = frame()) {
            long status = frame.allocateInt(0);
            int ended = (int) syscall(Unistd.WAIT4, pid, status, options, 0, 0);
            return new WaitResult(ended, loadInt(status));
        }
    }

    public final int kill(int pid, int signo) {
        return (int) syscall(Unistd.KILL, pid, signo);
    }

    /**
     * Has a function run on a signal, or the default with null. Calls that the signal interrupts fail with EINTR, as after
     * {@code siginterrupt}.
     */
    public final int signal(int signo, @Nullable SignalHandler handler) {
        long address = handler == null ? SigAction.SIG_DFL : text.place(handler);
        try (StackFrame frame = frame()) {
            byte[] action = new byte[SIGACTION_SIZE];
            System.arraycopy(littleEndian(address, Long.BYTES), 0, action, 0, Long.BYTES);
            return (int) syscall(Unistd.RT_SIGACTION, signo, frame.allocate(action), 0, SIGSET_SIZE, 0);
        }
    }

    /** Seconds since the epoch. */
    public final long time() {
        return syscall(Unistd.TIME, 0);
    }

    /** Microseconds since the epoch. */
    public final long gettimeofday() {
        try (StackFrame frame = frame()) {
            long timeval = frame.allocate(2 * Long.BYTES);
            long _ = syscall(Unistd.GETTIMEOFDAY, timeval, 0);
            return loadLong(timeval) * MICROS_PER_SECOND + loadLong(timeval + Long.BYTES);
        }
    }

    /** Sleeps for so long, or until a signal comes. */
    public final int nanosleep(long nanos) {
        try (StackFrame frame = frame()) {
            long timespec = frame.allocate(2 * Long.BYTES);
            storeLong(timespec, nanos / NANOS_PER_SECOND);
            storeLong(timespec + Long.BYTES, nanos % NANOS_PER_SECOND);
            return (int) syscall(Unistd.NANOSLEEP, timespec, 0);
        }
    }

    public final void sync() {
        syscall(Unistd.SYNC);
    }

    /** Ends the kernel, and so does not return but for an error. {@code reboot(2)} as glibc has it. */
    public final int reboot(int command) {
        return (int) syscall(Unistd.REBOOT, REBOOT_MAGIC1, REBOOT_MAGIC2, command, 0);
    }

    /** Restarts the kernel with a command for the next, as {@link #reboot}. */
    public final int reboot2(String command) {
        try (StackFrame frame = frame()) {
            long address = frame.allocate(cString(command));
            return (int) syscall(Unistd.REBOOT, REBOOT_MAGIC1, REBOOT_MAGIC2, RESTART2, address);
        }
    }
}
