package org.jernel.user.menuos;

import java.util.ArrayList;
import java.util.List;

import org.jernel.user.bin.Replyhi;
import org.jernel.user.libc.Libc;
import org.jernel.user.sh.Shell;

/** The lab's {@code replyhi}: starts the server as a job and goes on; {@code replyhi stop} ends it. */
final class ReplyhiService implements Shell.Builtin {

    private final List<Integer> running = new ArrayList<>();

    @Override
    public int run(Shell shell, List<String> argv) {
        if (argv.equals(List.of("replyhi", "stop"))) {
            return stop(shell);
        }
        if (argv.size() > 1) {
            shell.libc().printf("replyhi: usage: replyhi [stop]\n");
            return 2;
        }
        return start(shell);
    }

    /**
     * Parent and child as the lab's StartReplyhi has them, but the socket is opened before, so that an error is told; where there
     * are breakpoints the child opens it, since the shell itself is never stopped.
     */
    private int start(Shell shell) {
        int pid = hasBreakpoints(shell.libc())
                ? shell.startService(List.of("replyhi"), child -> List.of())
                : startWithSocket(shell);
        Libc libc = shell.libc();
        if (pid < 0) {
            return 1;
        }
        running.add(pid);
        libc.printf("Reply hi TCP Service Started!\n");
        libc.printf("Please input hello...\n");
        return 0;
    }

    private static boolean hasBreakpoints(Libc libc) {
        String list = libc.readFile("/sys/kernel/debug/breakpoints");
        return list != null && !list.startsWith("No breakpoints");
    }

    private static int startWithSocket(Shell shell) {
        int listener = Replyhi.open(shell.libc());
        if (listener < 0) {
            return -1;
        }
        int pid = shell.startService(List.of("replyhi"), child -> Replyhi.handOver(child, listener));
        shell.libc().close(listener);
        return pid;
    }

    private int stop(Shell shell) {
        if (running.isEmpty()) {
            shell.libc().printf("replyhi: not running\n");
            return 1;
        }
        running.forEach(shell::stopJob);
        running.clear();
        shell.libc().printf("Reply hi TCP Service Stopped!\n");
        return 0;
    }
}
