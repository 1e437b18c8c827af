package org.jernel.user.libc;

import java.util.ArrayList;
import java.util.List;

import org.jernel.kernel.mm.LittleEndian;
import org.jernel.kernel.task.SigAction;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** Processes, signals and time: {@code unistd.h}, {@code sched.h}, {@code sys/wait.h}, {@code signal.h}, {@code time.h}. */
abstract class ProcessCalls extends LibcCore {

    /** {@code struct sigaction} as the kernel has it: handler, flags, restorer, mask. */
    private static final int TIOCGPGRP = 0x540f;
    private static final int TIOCSPGRP = 0x5410;
    private static final int SIGACTION_SIZE = 32;

    private static final int SIGSET_SIZE = 8;

    /** Far more than the kernel takes, and less than fits the stack. */
    private static final int MOST_ARGUMENTS = 4 << 20;

    private static final int UTSNAME_FIELD = 65;
    private static final int UTSNAME_FIELDS = 6;

    /** What the kernel takes a task's value from, so that what it returns is no error. */
    private static final int NICEST = 20;

    private static final String SHELL = "/bin/sh";

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

    /**
     * Executes a file in this program's place.
     *
     * @return -1 with errno; it does not return otherwise
     */
    public final int execve(String path, List<String> argv, List<String> envp) {
        if (size(argv) + size(envp) > MOST_ARGUMENTS) {
            return fail(Errno.E2BIG);
        }
        try (StackFrame frame = frame()) {
            long file = frame.allocate(cString(path));
            return (int) syscall(Unistd.EXECVE, file, vector(frame, argv), vector(frame, envp));
        }
    }

    /** About what strings and pointers to them take. */
    private static long size(List<String> strings) {
        return strings.stream().mapToLong(string -> string.length() + 1L + Long.BYTES).sum();
    }

    private static long vector(StackFrame frame, List<String> strings) {
        byte[] pointers = new byte[(strings.size() + 1) * Long.BYTES];
        for (int i = 0; i < strings.size(); i++) {
            LittleEndian.put(pointers, i * Long.BYTES, frame.allocate(cString(strings.get(i))), Long.BYTES);
        }
        return frame.allocate(pointers);
    }

    /**
     * Executes a file that is found in the directories of {@code PATH}, unless its name has a slash, with this environment; one
     * that is no program is a script of the shell.
     *
     * @return -1 with errno: EACCES if a file was there that may not be executed, ENOENT if there was none
     */
    public final int execvpe(String file, List<String> argv, List<String> envp) {
        if (file.contains("/") || file.isEmpty()) {
            return execOrInterpret(file, argv, envp);
        }
        String path = envp.stream()
                .filter(entry -> entry.startsWith("PATH="))
                .map(entry -> entry.substring("PATH=".length()))
                .findFirst()
                .orElse("/bin");
        boolean denied = false;
        for (String directory : path.split(":", -1)) {
            int failed = execOrInterpret(directory.isEmpty() ? file : directory + "/" + file, argv, envp);
            denied |= errno() == Errno.EACCES.number();
            if (errno() != Errno.ENOENT.number()
                    && errno() != Errno.ENOTDIR.number()
                    && errno() != Errno.EACCES.number()) {
                return failed;
            }
        }
        return fail(denied ? Errno.EACCES : Errno.ENOENT);
    }

    private int execOrInterpret(String path, List<String> argv, List<String> envp) {
        int failed = execve(path, argv, envp);
        if (errno() != Errno.ENOEXEC.number()) {
            return failed;
        }
        List<String> script = new ArrayList<>(List.of(SHELL, path));
        script.addAll(argv.subList(Math.min(1, argv.size()), argv.size()));
        return execve(SHELL, script, envp);
    }

    /** The arguments that the kernel put on the stack. */
    final List<String> argv() {
        return strings(text.startStack() + Long.BYTES);
    }

    /** The environment that the program was given, as NAME=VALUE. */
    public final List<String> environ() {
        long argc = loadLong(text.startStack());
        return strings(text.startStack() + (argc + 2) * Long.BYTES);
    }

    /** The value of a variable of the environment, or null. */
    public final @Nullable String getenv(String name) {
        String prefix = name + "=";
        return environ().stream()
                .filter(entry -> entry.startsWith(prefix))
                .map(entry -> entry.substring(prefix.length()))
                .findFirst()
                .orElse(null);
    }

    private List<String> strings(long vector) {
        List<String> strings = new ArrayList<>();
        long at = vector;
        for (long address = loadLong(at); address != 0; address = loadLong(at)) {
            strings.add(loadString(address));
            at += Long.BYTES;
        }
        return strings;
    }

    /** How nice this task is, from -20 to 19. {@code getpriority(3)}. */
    public final int nice() {
        return NICEST - (int) syscall(Unistd.GETPRIORITY, 0, 0);
    }

    /** Makes this task so nice. */
    public final int setNice(int nice) {
        return (int) syscall(Unistd.SETPRIORITY, 0, 0, nice);
    }

    /** The process group of a task, 0 for this one. */
    public final int getpgid(int pid) {
        return (int) syscall(Unistd.GETPGID, pid);
    }

    /** The process group that the terminal behind a descriptor is for, 0 for none. */
    public final int tcgetpgrp(int fd) {
        try (StackFrame frame = frame()) {
            long group = frame.allocateInt(0);
            return syscall(Unistd.IOCTL, fd, TIOCGPGRP, group) < 0 ? -1 : loadInt(group);
        }
    }

    /** Gives the terminal behind a descriptor to a process group. */
    public final int tcsetpgrp(int fd, int group) {
        try (StackFrame frame = frame()) {
            return (int) syscall(Unistd.IOCTL, fd, TIOCSPGRP, frame.allocateInt(group));
        }
    }

    /** Moves a task, 0 for this one, to a process group, 0 for one of its own. */
    public final int setpgid(int pid, int group) {
        return (int) syscall(Unistd.SETPGID, pid, group);
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
        long address = handlerAddress(handler);
        try (StackFrame frame = frame()) {
            byte[] action = new byte[SIGACTION_SIZE];
            System.arraycopy(littleEndian(address, Long.BYTES), 0, action, 0, Long.BYTES);
            return (int) syscall(Unistd.RT_SIGACTION, signo, frame.allocate(action), 0, SIGSET_SIZE, 0);
        }
    }

    private long handlerAddress(@Nullable SignalHandler handler) {
        if (handler == null) {
            return SigAction.SIG_DFL;
        }
        return SignalHandler.IGNORE.equals(handler) ? SigAction.SIG_IGN : text.place(handler);
    }

    public final @Nullable Utsname uname() {
        try (StackFrame frame = frame()) {
            long struct = frame.allocate(UTSNAME_FIELDS * UTSNAME_FIELD);
            if (syscall(Unistd.UNAME, struct) < 0) {
                return null;
            }
            return new Utsname(
                    loadString(struct),
                    loadString(struct + UTSNAME_FIELD),
                    loadString(struct + 2 * UTSNAME_FIELD),
                    loadString(struct + 3 * UTSNAME_FIELD),
                    loadString(struct + 4 * UTSNAME_FIELD));
        }
    }

    /** The number of a system call of that name, or -1. */
    public final long syscallNumber(String name) {
        return Unistd.find(name);
    }

    /** The name of a system call, or its number where it has none. */
    public final String syscallName(long number) {
        return Unistd.name(number);
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
