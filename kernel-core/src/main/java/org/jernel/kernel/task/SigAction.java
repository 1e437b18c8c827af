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

    public static final long SA_NOCLDSTOP = 0x1;
    public static final long SA_NOCLDWAIT = 0x2;
    public static final long SA_SIGINFO = 0x4;
    public static final long SA_EXPOSE_TAGBITS = 0x800;
    public static final long SA_RESTORER = 0x0400_0000;
    public static final long SA_ONSTACK = 0x0800_0000;
    public static final long SA_RESTART = 0x1000_0000;
    public static final long SA_NODEFER = 0x4000_0000;
    public static final long SA_RESETHAND = 0x8000_0000L;

    /** The flags that Linux keeps; it clears the others, so that a program can ask which ones it knows. */
    public static final long UAPI_SA_FLAGS = SA_NOCLDSTOP
            | SA_NOCLDWAIT
            | SA_SIGINFO
            | SA_EXPOSE_TAGBITS
            | SA_RESTORER
            | SA_ONSTACK
            | SA_RESTART
            | SA_NODEFER
            | SA_RESETHAND;

    static final SigAction DEFAULT = new SigAction(SIG_DFL, 0, 0, 0);
    static final SigAction IGNORE = new SigAction(SIG_IGN, 0, 0, 0);

    boolean has(long flag) {
        return (flags & flag) != 0;
    }

    SigAction withHandler(long newHandler) {
        return new SigAction(newHandler, flags, restorer, mask);
    }

    SigAction withMask(long newMask) {
        return new SigAction(handler, flags, restorer, newMask);
    }
}
