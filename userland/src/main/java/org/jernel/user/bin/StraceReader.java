package org.jernel.user.bin;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

import org.jernel.kernel.task.Signal;
import org.jernel.syscall.Errno;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.SignalHandler;
import org.jernel.user.strace.StraceFile;

/** Asks the kernel's file for a trace and copies its lines, until it ends or a signal ends it. Modelled on strace's {@code strace.c}. */
final class StraceReader {

    /** In place of a program's task: there is none. */
    static final int NOBODY = 0;

    /** In place of a program's task: no signal ends the trace. */
    static final int UNINTERRUPTED = -1;

    static final String TRACE = "/sys/kernel/debug/strace";

    private static final byte[] DETACH = StraceFile.DETACH.getBytes(StandardCharsets.US_ASCII);
    private static final List<Signal> FATAL =
            List.of(Signal.SIGHUP, Signal.SIGINT, Signal.SIGQUIT, Signal.SIGPIPE, Signal.SIGTERM);
    private static final int KILLED = 128;
    private static final int BUFFER = 4096;

    private final Libc libc;
    private final int trace;
    private final StraceOutput out;

    /** What has ended the trace, or 0. */
    private int interrupter;

    StraceReader(Libc libc, int trace, StraceOutput out) {
        this.libc = libc;
        this.trace = trace;
        this.out = out;
    }

    /** Returns false after saying why there is no trace of these tasks. */
    boolean ask(List<String> words, List<Integer> pids) {
        byte[] lines = (String.join("\n", words) + "\n").getBytes(StandardCharsets.UTF_8);
        if (libc.write(trace, lines) >= 0) {
            return true;
        }
        String tasks = pids.stream().map(String::valueOf).collect(Collectors.joining(", "));
        libc.perror("strace: attach: " + TRACE + ", " + tasks);
        return false;
    }

    /**
     * Copies until no traced task is left. A signal lets them go before, and is handed on to the program that was started for the
     * trace.
     *
     * @param program its task, {@link #NOBODY} or {@link #UNINTERRUPTED}
     */
    void copy(int program) {
        SignalHandler handler = program == UNINTERRUPTED ? SignalHandler.IGNORE : signo -> interrupter = signo;
        FATAL.forEach(signal -> libc.signal(signal.number(), handler));
        byte[] buffer = new byte[BUFFER];
        boolean isDetached = false;
        while (true) {
            // Handlers run at the end of a system call only: none comes between this look and the read.
            if (interrupter != 0 && !isDetached) {
                isDetached = true;
                libc.write(trace, DETACH);
                if (program > NOBODY) {
                    libc.kill(program, interrupter);
                }
            }
            int length = libc.read(trace, buffer);
            if (length > 0) {
                out.write(buffer, length);
            } else if (length == 0 || libc.errno() != Errno.EINTR.number()) {
                return;
            }
        }
    }

    boolean isInterrupted() {
        return interrupter != 0;
    }

    /** Ends the calling task by the signal that has ended the trace; nothing happens without one. */
    int die() {
        if (interrupter == 0) {
            return 0;
        }
        libc.signal(interrupter, null);
        libc.kill(libc.getpid(), interrupter);
        return KILLED + interrupter;
    }
}
