package org.jernel.user.sh;

import java.util.ArrayList;
import java.util.List;

import org.jernel.kernel.task.Signal;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.SignalHandler;
import org.jspecify.annotations.Nullable;

/** One pipeline: its tasks, the pipes between them, their process group. */
final class PipelineRun {

    private static final int NONE = -1;

    private final Shell shell;
    private final Libc libc;
    private final boolean background;
    private final List<Integer> pids = new ArrayList<>();

    PipelineRun(Shell shell, boolean background) {
        this.shell = shell;
        this.libc = shell.libc();
        this.background = background;
    }

    /** The tasks that were started, in their order. */
    List<Integer> pids() {
        return pids;
    }

    /** Starts one task. Returns false if there is none. */
    boolean start(Shell.ForkedTask task) {
        return start(NONE, null, task);
    }

    /** Starts commands, each reading what the one before it writes. Returns false if one could not be started. */
    boolean start(List<Script.Command> commands) {
        int input = NONE;
        for (Script.Command command : commands.subList(0, commands.size() - 1)) {
            int[] pipe = libc.pipe();
            if (pipe == null) {
                libc.perror("pipe");
                close(input);
                return false;
            }
            boolean started = start(input, pipe, child -> child.executor().execute(command));
            close(input);
            libc.close(pipe[1]);
            input = pipe[0];
            if (!started) {
                // What runs already cannot write any more, and ends.
                close(input);
                return false;
            }
        }
        boolean started = start(input, null, child -> child.executor().execute(commands.getLast()));
        close(input);
        return started;
    }

    private void close(int fd) {
        if (fd != NONE) {
            libc.close(fd);
        }
    }

    private boolean start(int input, int @Nullable [] output, Shell.ForkedTask task) {
        int group = pids.isEmpty() ? 0 : pids.getFirst();
        boolean grouped = background || shell.isInteractive();
        int pid = shell.launcher().fork(child -> {
            Libc own = child.libc();
            if (grouped) {
                own.setpgid(0, group);
            }
            if (background && !shell.isInteractive()) {
                leaveTerminal(own);
            }
            if (shell.isInteractive()) {
                if (!background) {
                    // Before it may be stopped for that, and by both: it may read before its parent has done it.
                    int _ = own.tcsetpgrp(Libc.STDERR_FILENO, own.getpgid(0));
                }
                Launcher.resetSignals(own);
            }
            if (input != NONE) {
                own.dup2(input, Libc.STDIN_FILENO);
                own.close(input);
            }
            if (output != null) {
                own.dup2(output[1], Libc.STDOUT_FILENO);
                own.close(output[0]);
                own.close(output[1]);
            }
            return task.run(child);
        });
        if (pid < 0) {
            return false;
        }
        if (grouped) {
            // By both, so that it is done whoever comes first.
            libc.setpgid(pid, group == 0 ? pid : group);
        }
        pids.add(pid);
        return true;
    }

    /** Without job control, what the user types is for the foreground all the same. */
    private static void leaveTerminal(Libc libc) {
        libc.signal(Signal.SIGINT.number(), SignalHandler.IGNORE);
        int nothing = libc.open("/dev/null", Libc.O_RDONLY);
        if (nothing >= 0) {
            libc.dup2(nothing, Libc.STDIN_FILENO);
            libc.close(nothing);
        }
    }
}
