package org.jernel.kernel.task;

import org.jspecify.annotations.Nullable;

/** The signals of x86-64 Linux with what they do by default, from {@code signal(7)}. */
public enum Signal {
    SIGHUP(1, Action.TERMINATE),
    SIGINT(2, Action.TERMINATE),
    SIGQUIT(3, Action.TERMINATE),
    SIGILL(4, Action.TERMINATE),
    SIGTRAP(5, Action.TERMINATE),
    SIGABRT(6, Action.TERMINATE),
    SIGBUS(7, Action.TERMINATE),
    SIGFPE(8, Action.TERMINATE),
    SIGKILL(9, Action.TERMINATE),
    SIGUSR1(10, Action.TERMINATE),
    SIGSEGV(11, Action.TERMINATE),
    SIGUSR2(12, Action.TERMINATE),
    SIGPIPE(13, Action.TERMINATE),
    SIGALRM(14, Action.TERMINATE),
    SIGTERM(15, Action.TERMINATE),
    SIGSTKFLT(16, Action.TERMINATE),
    SIGCHLD(17, Action.IGNORE),
    SIGCONT(18, Action.IGNORE),
    SIGSTOP(19, Action.STOP),
    SIGTSTP(20, Action.STOP),
    SIGTTIN(21, Action.STOP),
    SIGTTOU(22, Action.STOP),
    SIGURG(23, Action.IGNORE),
    SIGXCPU(24, Action.TERMINATE),
    SIGXFSZ(25, Action.TERMINATE),
    SIGVTALRM(26, Action.TERMINATE),
    SIGPROF(27, Action.TERMINATE),
    SIGWINCH(28, Action.IGNORE),
    SIGIO(29, Action.TERMINATE),
    SIGPWR(30, Action.TERMINATE),
    SIGSYS(31, Action.TERMINATE);

    /** The highest signal number, real-time ones included. {@code _NSIG}. */
    public static final int NSIG = 64;

    /** What happens where no handler is set. SIGCONT lets its task go on when it is sent, and does nothing when it comes. */
    enum Action {
        TERMINATE,
        IGNORE,
        STOP
    }

    private final int number;
    private final Action defaultAction;

    Signal(int number, Action defaultAction) {
        this.number = number;
        this.defaultAction = defaultAction;
    }

    public int number() {
        return number;
    }

    /** The signal of that number, or null for none or a real-time one. */
    public static @Nullable Signal of(int number) {
        return number >= 1 && number <= SIGSYS.number ? values()[number - 1] : null;
    }

    /** True for what can be sent; 0 is none. {@code valid_signal}. */
    static boolean isValid(int number) {
        return number >= 1 && number <= NSIG;
    }

    static boolean isIgnoredByDefault(int number) {
        return hasDefault(number, Action.IGNORE);
    }

    /** {@code sig_kernel_stop}. */
    static boolean stopsByDefault(int number) {
        return hasDefault(number, Action.STOP);
    }

    private static boolean hasDefault(int number, Action action) {
        Signal signal = of(number);
        return signal != null && signal.defaultAction == action;
    }

    /** The bit of a signal in a {@code sigset_t}. */
    static long bit(int number) {
        return 1L << (number - 1);
    }
}
