package org.jernel.kernel.task;

import java.util.Arrays;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.syscall.Errno;

/**
 * A task's resource limits. Only RLIMIT_NOFILE is enforced; the others are kept and told. Modelled on {@code do_prlimit} of
 * {@code kernel/sys.c}.
 */
public final class Rlimits {

    public static final int RLIMIT_STACK = 3;
    public static final int RLIMIT_NPROC = 6;
    public static final int RLIMIT_NOFILE = 7;
    public static final int RLIMIT_SIGPENDING = 11;
    public static final int RLIMIT_NICE = 13;
    public static final int RLIM_NLIMITS = 16;
    public static final long RLIM_INFINITY = -1;

    private static final Limit UNLIMITED = new Limit(RLIM_INFINITY, RLIM_INFINITY);
    private static final Limit NOTHING = new Limit(0, 0);
    private static final Limit DEFAULT_STACK = new Limit(8L << 20, RLIM_INFINITY);
    private static final Limit DEFAULT_NOFILE = new Limit(1024, 4096);

    /** One limit, in unsigned numbers. {@code struct rlimit64}. */
    public record Limit(long soft, long hard) {}

    private final Limit[] limits = new Limit[RLIM_NLIMITS];

    private Rlimits() {}

    /** Those of the first task, of a kernel that can have so many of them. {@code INIT_RLIMITS}, {@code fork_init}. */
    Rlimits(int threadsMax) {
        Arrays.fill(limits, UNLIMITED);
        limits[RLIMIT_NPROC] = new Limit(threadsMax / 2, threadsMax / 2);
        limits[RLIMIT_SIGPENDING] = limits[RLIMIT_NPROC];
        limits[RLIMIT_STACK] = DEFAULT_STACK;
        limits[RLIMIT_NOFILE] = DEFAULT_NOFILE;
        limits[RLIMIT_NICE] = NOTHING;
    }

    synchronized Rlimits copy() {
        Rlimits copy = new Rlimits();
        System.arraycopy(limits, 0, copy.limits, 0, limits.length);
        return copy;
    }

    /** One limit; throws EINVAL for a resource that there is not. */
    public synchronized Limit limit(int resource) {
        if (resource < 0 || resource >= RLIM_NLIMITS) {
            throw Errno.EINVAL.exception();
        }
        return limits[resource];
    }

    /**
     * Sets a limit.
     *
     * @param nrOpen what no task may have more descriptors than, whatever it may raise
     * @param mayRaise whether the caller has CAP_SYS_RESOURCE and may raise the hard one
     * @return 0, -EINVAL or -EPERM
     */
    @CheckReturnValue
    public synchronized long set(int resource, Limit limit, long nrOpen, boolean mayRaise) {
        Limit old = limit(resource);
        if (Long.compareUnsigned(limit.soft(), limit.hard()) > 0) {
            return Errno.EINVAL.negated();
        }
        boolean tooMany = resource == RLIMIT_NOFILE && Long.compareUnsigned(limit.hard(), nrOpen) > 0;
        boolean raises = Long.compareUnsigned(limit.hard(), old.hard()) > 0;
        if (tooMany || (raises && !mayRaise)) {
            return Errno.EPERM.negated();
        }
        limits[resource] = limit;
        return 0;
    }

    /** RLIMIT_NOFILE: every descriptor lies below it. */
    public long nofile() {
        return limit(RLIMIT_NOFILE).soft();
    }
}
