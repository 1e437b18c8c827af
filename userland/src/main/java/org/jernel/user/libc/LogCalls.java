package org.jernel.user.libc;

import org.jernel.kernel.task.Task;

/** The kernel's log: {@code sys/klog.h}, and what its reader needs beside. */
abstract class LogCalls extends StdioCalls {

    public static final int SEEK_DATA = 3;

    private static final int CLOCK_BOOTTIME = 7;
    private static final long MICROS = 1_000_000;
    private static final long NANOS_IN_MICRO = 1000;

    LogCalls(Task task, ProgramText text, long stackPointer) {
        super(task, text, stackPointer);
    }

    /** An action on the kernel's log that has a number at most; its result or -1. */
    public final int klogctl(int type, int number) {
        return (int) syscall(Unistd.SYSLOG, type, 0, number);
    }

    /** An action that fills a buffer; the bytes or -1. */
    public final int klogctl(int type, byte[] to) {
        try (StackFrame frame = frame()) {
            long buffer = frame.allocate(to.length);
            int got = (int) syscall(Unistd.SYSLOG, type, buffer, to.length);
            if (got > 0) {
                load(buffer, to, got);
            }
            return got;
        }
    }

    /** Moves a file's position; the new one or -1. */
    public final long lseek(int fd, long offset, int whence) {
        return syscall(Unistd.LSEEK, fd, offset, whence);
    }

    /** When the system was booted, in microseconds since the epoch. */
    public final long bootTime() {
        try (StackFrame frame = frame()) {
            long timespec = frame.allocate(2 * Long.BYTES);
            long _ = syscall(Unistd.CLOCK_GETTIME, CLOCK_BOOTTIME, timespec);
            long up = loadLong(timespec) * MICROS + loadLong(timespec + Long.BYTES) / NANOS_IN_MICRO;
            return gettimeofday() - up;
        }
    }
}
