package org.jernel.kernel.task;

/**
 * Why a signal came. {@code kernel_siginfo_t}, as far as it is kept.
 *
 * @param code one of the SI and CLD codes
 * @param pid the sender, or the child that ended
 * @param uid the sender's or child's real user
 * @param status the exit code of a child, or the signal that killed it
 */
public record SigInfo(int signo, int code, int pid, int uid, int status) {

    /** Sent by {@code kill}. */
    public static final int SI_USER = 0;

    /** Sent by the kernel. */
    public static final int SI_KERNEL = 0x80;

    /** Sent by {@code tgkill}. */
    public static final int SI_TKILL = -6;

    private static final int CLD_EXITED = 1;
    private static final int CLD_KILLED = 2;

    /** A signal without a sender. {@code SEND_SIG_PRIV}. */
    public static SigInfo ofKernel(int signo) {
        return new SigInfo(signo, SI_KERNEL, 0, 0, 0);
    }

    /** A signal that a task sent. {@code prepare_kill_siginfo}. */
    public static SigInfo sentBy(Task sender, int code, int signo) {
        return new SigInfo(signo, code, sender.pid(), sender.cred().uid(), 0);
    }

    /** What a parent is told of its child's end. {@code do_notify_parent}. */
    static SigInfo ofChild(Task child, int signo) {
        int killer = child.exitStatus() & 0x7f;
        return killer == 0
                ? new SigInfo(signo, CLD_EXITED, child.pid(), child.cred().uid(), child.exitStatus() >> 8)
                : new SigInfo(signo, CLD_KILLED, child.pid(), child.cred().uid(), killer);
    }
}
