package org.jernel.user.strace;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.jernel.kernel.task.SigInfo;
import org.jernel.kernel.task.Signal;

/** Signals, sets of them, actions, and how children ended. Modelled on strace's {@code signal.c} and {@code wait.c}. */
final class Signals {

    static final Printer SIGNAL = (call, value) -> name((int) value);
    static final Printer SIGSET = (call, value) -> {
        ByteBuffer set = call.struct(value, Long.BYTES);
        return set == null ? Printers.address(value) : set(set.getLong());
    };
    static final Printer SIGACTION = Printers.struct(32, Signals::action);

    /** {@code siginfo_t} as it lies in memory; without a signal there is nothing in it. */
    static final Printer SIGINFO = Printers.struct(128, info -> info.getInt(0) == 0
            ? "{}"
            : info(new SigInfo(info.getInt(0), info.getInt(8), info.getInt(16), info.getInt(20), info.getInt(24))));

    private static final String NO_ADDRESS = ", si_addr=NULL";
    private static final Xlat SA_FLAGS = Xlat.of("sa_flags");
    private static final Xlat SI_CODES = Xlat.of("si_codes");
    private static final Xlat CHLD_CODES = Xlat.of("chld_codes");
    /** What the kernel says with a signal that is otherwise a fault's. */
    private static final Map<Integer, String> FAULTS = Map.of(
            Signal.SIGSEGV.number(), NO_ADDRESS,
            Signal.SIGTRAP.number(), NO_ADDRESS,
            Signal.SIGBUS.number(), NO_ADDRESS,
            Signal.SIGFPE.number(), NO_ADDRESS,
            Signal.SIGILL.number(), NO_ADDRESS,
            Signal.SIGSYS.number(), ", si_call_addr=NULL, si_syscall=0, si_arch=0 /* AUDIT_ARCH_??? */");

    private static final int CLD_EXITED = 1;
    private static final int SIGRTMIN = 32;
    private static final int CONTINUED = 0xffff;
    private static final long SA_RESTORER = 0x0400_0000L;

    private Signals() {}

    /** {@code SIGINT}, {@code SIGRT_3}; the number where there is no such signal. {@code printsignal}. */
    static String name(int signo) {
        Signal signal = Signal.of(signo);
        if (signal != null) {
            return signal.name();
        }
        if (signo == SIGRTMIN) {
            return "SIGRTMIN";
        }
        return signo > SIGRTMIN && signo <= Signal.NSIG ? "SIGRT_" + (signo - SIGRTMIN) : Integer.toString(signo);
    }

    static boolean isName(String name) {
        return IntStream.rangeClosed(1, Signal.NSIG).mapToObj(Signals::name).anyMatch(name::equals);
    }

    /** {@code [INT USR1]}, or {@code ~[KILL]} where most are in it. {@code sprintsigmask_n}. */
    static String set(long mask) {
        boolean inverted = Long.bitCount(mask) >= Signal.NSIG * 2 / 3;
        List<String> names = new ArrayList<>();
        for (int signo = 1; signo <= Signal.NSIG; signo++) {
            if ((mask >>> (signo - 1) & 1) == (inverted ? 0 : 1)) {
                names.add(name(signo).substring("SIG".length()));
            }
        }
        return (inverted ? "~[" : "[") + String.join(" ", names) + "]";
    }

    private static String action(ByteBuffer struct) {
        long handler = struct.getLong();
        long flags = struct.getLong();
        long restorer = struct.getLong();
        String text = "{sa_handler=" + handler(handler) + ", sa_mask=" + set(struct.getLong()) + ", sa_flags="
                + SA_FLAGS.flags(flags);
        return (flags & SA_RESTORER) == 0 ? text + "}" : text + ", sa_restorer=" + Printers.address(restorer) + "}";
    }

    private static String handler(long handler) {
        return handler == 0 ? "SIG_DFL" : handler == 1 ? "SIG_IGN" : handler == -1 ? "SIG_ERR" : Printers.hex(handler);
    }

    /** What a task was told with a signal. {@code printsiginfo}. */
    static String info(SigInfo info) {
        String name = name(info.signo());
        String text = "{si_signo=" + name + ", si_code=";
        boolean isSent = info.code() == SigInfo.SI_USER || info.code() == SigInfo.SI_TKILL;
        if (info.signo() == Signal.SIGCHLD.number() && !isSent) {
            String code = (CHLD_CODES.has(info.code()) ? CHLD_CODES : SI_CODES).value(info.code());
            String status = info.code() == CLD_EXITED ? Integer.toString(info.status()) : name(info.status());
            return text + code + ", si_pid=" + info.pid() + ", si_uid=" + info.uid()
                    + ", si_status=" + status + ", si_utime=0, si_stime=0}";
        }
        text += SI_CODES.value(info.code());
        return info.code() == SigInfo.SI_KERNEL
                ? text + FAULTS.getOrDefault(info.signo(), "") + "}"
                : text + ", si_pid=" + info.pid() + ", si_uid=" + Integer.toUnsignedString(info.uid()) + "}";
    }

    /** What {@code wait4} has written; nothing unless a child was found. */
    static String waitStatus(TracedCall call, long address) {
        Integer status = call.result() > 0 ? call.intAt(address) : null;
        return status == null ? Printers.address(address) : "[" + status(status) + "]";
    }

    private static String status(int status) {
        if (status == CONTINUED) {
            return "{WIFCONTINUED(s)}";
        }
        int low = status & 0x7f;
        int high = status >> 8 & 0xff;
        if (low == 0) {
            return "{WIFEXITED(s) && WEXITSTATUS(s) == " + high + "}";
        }
        if ((status & 0xff) == 0x7f) {
            return "{WIFSTOPPED(s) && WSTOPSIG(s) == " + name(high & 0x7f) + (high > 0x7f ? " | 0x80" : "") + "}";
        }
        return "{WIFSIGNALED(s) && WTERMSIG(s) == " + name(low) + ((status & 0x80) != 0 ? " && WCOREDUMP(s)" : "")
                + "}";
    }
}
