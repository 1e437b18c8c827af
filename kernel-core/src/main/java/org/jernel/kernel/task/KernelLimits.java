package org.jernel.kernel.task;

/** What one kernel lets its tasks have, all together or each: rows of {@code /proc/sys/kernel} and {@code /proc/sys/fs}. */
public final class KernelLimits {

    private static final int PID_MAX_DEFAULT = 32768;
    private static final int NR_OPEN_DEFAULT = 1024 * 1024;
    private static final int PIPE_MAX_SIZE_DEFAULT = 1 << 20;

    /** {@code MIN_THREADS}. */
    public static final int MIN_THREADS = 20;

    /** {@code MAX_THREADS}: {@code FUTEX_TID_MASK}. */
    public static final int MAX_THREADS = 0x3fffffff;

    /** An eighth of memory is for stacks of 16 KiB. {@code set_max_threads}. */
    private static final int BYTES_PER_THREAD = 8 * 16 * 1024;

    private volatile int pidMax = PID_MAX_DEFAULT;
    private volatile int threadsMax;
    private volatile int nrOpen = NR_OPEN_DEFAULT;
    private volatile int pipeMaxSize = PIPE_MAX_SIZE_DEFAULT;

    /** The limits of a kernel that has so many bytes. */
    public KernelLimits(long memory) {
        threadsMax = Math.clamp(memory / BYTES_PER_THREAD, MIN_THREADS, MAX_THREADS);
    }

    /** What the numbers of new tasks lie below. */
    public int pidMax() {
        return pidMax;
    }

    /** At least one more than {@link Tasks#RESERVED_PIDS}. */
    public void setPidMax(int most) {
        pidMax = most;
    }

    /** How many tasks there can be. */
    public int threadsMax() {
        return threadsMax;
    }

    public void setThreadsMax(int most) {
        threadsMax = most;
    }

    /** What no task may raise its hard RLIMIT_NOFILE above. */
    public int nrOpen() {
        return nrOpen;
    }

    public void setNrOpen(int most) {
        nrOpen = most;
    }

    /** The size in bytes that a pipe can be given without CAP_SYS_RESOURCE. */
    public int pipeMaxSize() {
        return pipeMaxSize;
    }

    public void setPipeMaxSize(int most) {
        pipeMaxSize = most;
    }
}
