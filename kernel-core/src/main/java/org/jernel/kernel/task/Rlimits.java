package org.jernel.kernel.task;

import java.util.Arrays;

/** A task's resource limits, soft and hard. Only RLIMIT_NOFILE is enforced; the others are kept and told. */
public final class Rlimits {

    public static final int RLIMIT_NOFILE = 7;
    public static final int RLIM_NLIMITS = 16;
    public static final long RLIM_INFINITY = -1;

    private static final long DEFAULT_NOFILE_SOFT = 1024;
    private static final long DEFAULT_NOFILE_HARD = 4096;

    private final long[] soft = new long[RLIM_NLIMITS];
    private final long[] hard = new long[RLIM_NLIMITS];

    Rlimits() {
        Arrays.fill(soft, RLIM_INFINITY);
        Arrays.fill(hard, RLIM_INFINITY);
        soft[RLIMIT_NOFILE] = DEFAULT_NOFILE_SOFT;
        hard[RLIMIT_NOFILE] = DEFAULT_NOFILE_HARD;
    }

    synchronized Rlimits copy() {
        Rlimits copy = new Rlimits();
        System.arraycopy(soft, 0, copy.soft, 0, soft.length);
        System.arraycopy(hard, 0, copy.hard, 0, hard.length);
        return copy;
    }

    public synchronized long soft(int resource) {
        return soft[resource];
    }

    public synchronized long hard(int resource) {
        return hard[resource];
    }

    public synchronized void set(int resource, long newSoft, long newHard) {
        soft[resource] = newSoft;
        hard[resource] = newHard;
    }

    /** RLIMIT_NOFILE: every descriptor lies below it. */
    public long nofile() {
        return soft(RLIMIT_NOFILE);
    }
}
