package org.jernel.syscall;

/**
 * Error codes between parts of the kernel, which userland never sees: the way back to it restarts the call or makes
 * them an {@link Errno}. Modelled on include/linux/errno.h.
 */
public final class KernelErrno {

    /** Restart after the signal if its handler was installed with SA_RESTART, else EINTR. */
    public static final long ERESTARTSYS = 512;

    /** Restart after the signal, whatever its handler says. */
    public static final long ERESTARTNOINTR = 513;

    /** Restart if no handler ran, else EINTR. */
    public static final long ERESTARTNOHAND = 514;

    /** The driver does not know this ioctl; the next layer may. */
    public static final long ENOIOCTLCMD = 515;

    /** Restart through restart_syscall(2), because the rest of a timeout must be kept. */
    public static final long ERESTART_RESTARTBLOCK = 516;

    private KernelErrno() {}
}
