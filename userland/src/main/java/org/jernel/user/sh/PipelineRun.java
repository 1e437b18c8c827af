package org.jernel.user.sh;

import java.util.ArrayList;
import java.util.List;

import org.jernel.user.libc.Libc;
import org.jspecify.annotations.Nullable;

/** One pipeline in the foreground: its tasks, the pipes between them, their process group. */
final class PipelineRun {

    private static final int NONE = -1;

    private final Shell shell;
    private final Libc libc;
    private final List<Integer> pids = new ArrayList<>();

    PipelineRun(Shell shell) {
        this.shell = shell;
        this.libc = shell.libc();
    }

    /** Runs one command whose words are expanded. Returns its exit code. */
    int run(Script.Command command, List<String> argv) {
        return start(NONE, null, child -> child.execute(command, argv)) ? end() : 1;
    }

    /** Runs commands, each reading what the one before it writes. Returns the exit code of the last one. */
    int run(List<Script.Command> commands) {
        int input = NONE;
        for (Script.Command command : commands.subList(0, commands.size() - 1)) {
            int[] pipe = libc.pipe();
            if (pipe == null) {
                libc.perror("pipe");
                return abandon(input);
            }
            boolean started = start(input, pipe, child -> child.execute(command));
            close(input);
            libc.close(pipe[1]);
            input = pipe[0];
            if (!started) {
                return abandon(input);
            }
        }
        boolean started = start(input, null, child -> child.execute(commands.getLast()));
        close(input);
        return started ? end() : abandon(NONE);
    }

    /** What runs already reads the end of its input, or cannot write any more, and ends. */
    private int abandon(int input) {
        close(input);
        int _ = end();
        return 1;
    }

    private void close(int fd) {
        if (fd != NONE) {
            libc.close(fd);
        }
    }

    private boolean start(int input, int @Nullable [] output, Shell.ForkedTask task) {
        int group = pids.isEmpty() ? 0 : pids.getFirst();
        int pid = shell.fork(child -> {
            Libc own = child.libc();
            if (shell.isInteractive()) {
                own.setpgid(0, group);
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
        if (shell.isInteractive()) {
            // By both, so that it is done whoever comes first.
            libc.setpgid(pid, group == 0 ? pid : group);
        }
        pids.add(pid);
        return true;
    }

    private int end() {
        if (pids.isEmpty()) {
            return 1;
        }
        if (shell.isInteractive()) {
            shell.setForeground(pids.getFirst());
        }
        return shell.awaitPipeline(pids);
    }
}
