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

    /** Parent and child as the lab's StartReplyhi has them, but the socket is opened before, so that an error is told. */
    private int start(Shell shell) {
        Libc libc = shell.libc();
        int listener = Replyhi.open(libc);
        if (listener < 0) {
            return 1;
        }
        int pid = shell.startService(List.of("replyhi"), child -> Replyhi.handOver(child, listener));
        libc.close(listener);
        if (pid < 0) {
            return 1;
        }
        running.add(pid);
        libc.printf("Reply hi TCP Service Started!\n");
        libc.printf("Please input hello...\n");
        return 0;
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
