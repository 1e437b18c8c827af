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
    private static final int CLD_TRAPPED = 4;
    private static final int CLD_STOPPED = 5;
    private static final int CLD_CONTINUED = 6;

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
                ? ofChild(child, signo, CLD_EXITED, child.exitStatus() >> 8)
                : ofChild(child, signo, CLD_KILLED, killer);
    }

    private static SigInfo ofChild(Task child, int signo, int code, int status) {
        return new SigInfo(signo, code, child.pid(), child.cred().uid(), status);
    }

    /** A signal has stopped the child. {@code do_notify_parent_cldstop}. */
    static SigInfo ofStop(Task child, int stopSignal) {
        return ofChild(child, Signal.SIGCHLD.number(), CLD_STOPPED, stopSignal);
    }

    /** The child stands where a debugger has stopped it. */
    static SigInfo ofTrap(Task child, int stopSignal) {
        return ofChild(child, Signal.SIGCHLD.number(), CLD_TRAPPED, stopSignal);
    }

    /** The child goes on after a stop. */
    static SigInfo ofContinue(Task child) {
        return ofChild(child, Signal.SIGCHLD.number(), CLD_CONTINUED, Signal.SIGCONT.number());
    }
}
