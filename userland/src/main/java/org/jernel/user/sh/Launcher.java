package org.jernel.user.sh;

import java.util.List;
import java.util.function.Function;

import org.jernel.kernel.task.Signal;
import org.jernel.user.libc.Libc;

/**
 * Starts clones of the shell, as jobs in the foreground or the background, and waits for those in the foreground: theirs are
 * the user's interrupts meanwhile.
 */
final class Launcher {

    /** What the terminal stops a group in the background with, or its user one in the foreground; shells do not listen. */
    static final List<Signal> TERMINAL_STOPS = List.of(Signal.SIGTSTP, Signal.SIGTTIN, Signal.SIGTTOU);

    private static final int OUT_OF_THE_WAY = 10;

    private final Shell shell;
    private final Libc libc;
    private final Parameters parameters;

    Launcher(Shell shell, Parameters parameters) {
        this.shell = shell;
        this.libc = shell.libc();
        this.parameters = parameters;
    }

    /** Starts a clone of the shell. Returns its number, or -1 after saying why there is none. */
    int fork(Shell.ForkedTask task) {
        Function<Libc, Shell> copy = shell.snapshot();
        int pid = libc.clone(child -> task.run(copy.apply(child)));
        if (pid < 0) {
            libc.perror(shell.name() + ": fork");
        }
        return pid;
    }

    /** Runs a program of these words, as a command that was typed. */
    int runProgram(List<String> argv) {
        return runTask(child -> child.executor().exec(argv, ""), String.join(" ", argv));
    }

    int runTask(Shell.ForkedTask task, String source) {
        PipelineRun run = new PipelineRun(shell, false);
        return await(run, run.start(task), source);
    }

    int startInBackground(Script.Item item) {
        Script.Pipeline first = item.first();
        if (!item.rest().isEmpty() || first.negated()) {
            return startJob(item.source(), child -> child.executor().runAndOr(item), true);
        }
        PipelineRun run = new PipelineRun(shell, true);
        boolean started = run.start(first.commands());
        int status = addJob(run, item.source(), true);
        return started ? status : 1;
    }

    int startJob(String source, Shell.ForkedTask task, boolean tell) {
        PipelineRun run = new PipelineRun(shell, true);
        boolean _ = run.start(task);
        return addJob(run, source, tell);
    }

    private int addJob(PipelineRun run, String source, boolean tell) {
        if (run.pids().isEmpty()) {
            return 1;
        }
        int pid = run.pids().getLast();
        parameters.setLastBackground(pid);
        Job job = shell.jobs().add(run.pids(), source);
        if (shell.isInteractive() && tell) {
            libc.printf("[%d] %d\n", job.number(), pid);
        }
        return 0;
    }

    /**
     * Starts a program as a job.
     *
     * @param prepare does in the new task what is to be done before; returns what the environment gets more
     * @return its number, or -1 after saying why there is none
     */
    int startService(List<String> argv, Function<Libc, List<String>> prepare) {
        int[] executed = libc.pipe();
        if (executed == null) {
            libc.perror(shell.name() + ": pipe");
            return -1;
        }
        int started = startJob(
                String.join(" ", argv),
                child -> {
                    int _ = child.libc().dupAbove(executed[1], OUT_OF_THE_WAY);
                    child.libc().close(executed[0]);
                    child.libc().close(executed[1]);
                    for (String entry : prepare.apply(child.libc())) {
                        int equals = entry.indexOf('=');
                        child.variables().export(entry.substring(0, equals), entry.substring(equals + 1));
                    }
                    return child.executor().exec(argv, "");
                },
                false);
        libc.close(executed[1]);
        // The end comes when the program runs, or the task is gone: from then on it is what its name says.
        int _ = libc.read(executed[0], new byte[1]);
        libc.close(executed[0]);
        return started == 0 ? shell.jobs().list().getLast().running().getLast() : -1;
    }

    /** Asks a job to end and waits until it has. */
    void stopJob(int pid) {
        Job job = shell.jobs().find(Integer.toString(pid));
        if (job != null) {
            libc.kill(-job.group(), Signal.SIGTERM.number());
            int _ = shell.jobs().await(job, false, () -> false);
        }
    }

    int await(PipelineRun run, boolean started, String source) {
        if (run.pids().isEmpty()) {
            return 1;
        }
        int status = awaitInForeground(shell.jobs().add(run.pids(), source));
        return started ? status : 1;
    }

    /** Waits for a job, whose the user's interrupts are meanwhile. Returns the code of its last task. */
    int awaitInForeground(Job job) {
        if (shell.isInteractive()) {
            setForeground(job.group());
        }
        int status = shell.jobs().await(job, shell.isInteractive(), () -> false);
        takeTerminal();
        if (job.isStopped()) {
            // By the user or at a breakpoint, at which the user is to be able to look.
            if (job.ending().exitCode() == Signal.SIGTSTP.number()) {
                endTypedLine();
            }
            shell.jobs().print(job, "");
        } else if (shell.isInteractive() && !job.ending().exited()) {
            tell(job.ending().signal());
        }
        return status;
    }

    private void tell(int signo) {
        if (signo == Signal.SIGINT.number()) {
            shell.interrupted();
            endTypedLine();
        } else if (signo != Signal.SIGPIPE.number()) {
            libc.dprintf(Libc.STDERR_FILENO, "%s\n", Signals.describe(signo));
        }
    }

    /** The terminal has shown the key at the end of a line. */
    private void endTypedLine() {
        libc.dprintf(Libc.STDERR_FILENO, "\n");
    }

    /** Gives the terminal to a process group, and an interrupt that came just before. */
    void setForeground(int group) {
        int _ = libc.tcsetpgrp(Libc.STDERR_FILENO, group);
        if (shell.isInterrupted()) {
            libc.kill(-group, Signal.SIGINT.number());
        }
    }

    /** Has the shell itself read what the user types, and get the interrupts. */
    void takeTerminal() {
        if (shell.isInteractive()) {
            int _ = libc.tcsetpgrp(Libc.STDERR_FILENO, libc.getpgid(0));
        }
    }

    /** In a clone of an interactive shell, which is a program's as any other. */
    static void resetSignals(Libc child) {
        child.signal(Signal.SIGINT.number(), null);
        TERMINAL_STOPS.forEach(stop -> child.signal(stop.number(), null));
    }
}
