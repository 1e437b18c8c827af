package org.jernel.kernel.task;

/**
 * What a task wants done on a signal. {@code struct k_sigaction}.
 *
 * @param handler a user address, {@link #SIG_DFL} or {@link #SIG_IGN}
 * @param flags SA_* bits
 * @param restorer kept for the caller, who reads it back; user mode returns by itself here
 * @param mask signals blocked while the handler runs
 */
public record SigAction(long handler, long flags, long restorer, long mask) {

    public static final long SIG_DFL = 0;
    public static final long SIG_IGN = 1;

    public static final long SA_RESTART = 0x10000000L;
    public static final long SA_NODEFER = 0x40000000L;
    public static final long SA_RESETHAND = 0x80000000L;

    static final SigAction DEFAULT = new SigAction(SIG_DFL, 0, 0, 0);

    boolean has(long flag) {
        return (flags & flag) != 0;
    }
}
