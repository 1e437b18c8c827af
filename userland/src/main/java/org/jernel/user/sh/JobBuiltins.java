package org.jernel.user.sh;

import java.util.ArrayList;
import java.util.List;

import org.jernel.kernel.task.Signal;
import org.jspecify.annotations.Nullable;

/** The commands of a shell that are about its jobs, with the messages of bash. */
final class JobBuiltins {

    private static final int NOT_FOUND = 127;

    private JobBuiltins() {}

    /** {@code jobs [-lp]}. */
    static int jobs(Shell shell, List<String> argv) {
        String option = argv.size() > 1 ? argv.get(1) : "";
        if (argv.size() > 2 || !option.matches("(-[lp])?")) {
            return Builtins.fail(shell, "jobs: usage: jobs [-l | -p]");
        }
        Jobs jobs = shell.jobs();
        jobs.update();
        for (Job job : jobs.list()) {
            if (option.equals("-p")) {
                shell.libc().printf("%d\n", job.group());
            } else {
                jobs.print(job, option.isEmpty() ? "" : Integer.toString(job.group()));
            }
        }
        // What has ended was told of now.
        jobs.reap(false);
        return 0;
    }

    /** {@code wait [JOB]...}: without an operand for all that do not stand at a breakpoint. */
    static int await(Shell shell, List<String> argv) {
        Jobs jobs = shell.jobs();
        jobs.update();
        int status = 0;
        if (argv.size() == 1) {
            for (Job job : jobs.list()) {
                if (!job.isStopped() && !shell.isInterrupted()) {
                    int _ = await(shell, job);
                }
            }
            return shell.isInterrupted() ? Jobs.exitCode(Signal.SIGINT.number()) : 0;
        }
        for (String operand : argv.subList(1, argv.size())) {
            Job job = jobs.find(operand);
            if (job == null) {
                int _ = Builtins.fail(shell, operand.matches("[0-9]+")
                        ? "wait: pid " + operand + " is not a child of this shell"
                        : "wait: " + operand + ": no such job");
                status = NOT_FOUND;
            } else {
                status = await(shell, job);
            }
        }
        return status;
    }

    /** Waits for a job, but not while it stands at a breakpoint: then says so. */
    private static int await(Shell shell, Job job) {
        int status = shell.jobs().await(job, true, shell::isInterrupted);
        if (job.isStopped()) {
            shell.jobs().print(job, "");
        }
        return status;
    }

    /** {@code fg [JOB]}. */
    static int foreground(Shell shell, List<String> argv) {
        Job job = current(shell, argv);
        if (job == null) {
            return 1;
        }
        shell.libc().printf("%s\n", job.source());
        shell.launcher().setForeground(job.group());
        goOn(shell, job);
        return shell.launcher().awaitInForeground(job);
    }

    /** {@code bg [JOB]}. */
    static int background(Shell shell, List<String> argv) {
        Job job = current(shell, argv);
        if (job == null) {
            return 1;
        }
        if (!job.isStopped()) {
            return Builtins.fail(shell, "bg: job " + job.number() + " already in background");
        }
        goOn(shell, job);
        shell.libc().printf("[%d]+ %s &\n", job.number(), job.source());
        return 0;
    }

    /** Lets a job go on, from a breakpoint too. */
    private static void goOn(Shell shell, Job job) {
        if (job.isStopped()) {
            shell.libc().kill(-job.group(), Signal.SIGCONT.number());
            for (int pid : shell.jobs().atBreakpoints(job)) {
                int _ = shell.launcher().runProgram(List.of("continue", Integer.toString(pid)));
            }
            job.goesOn();
        }
    }

    private static @Nullable Job current(Shell shell, List<String> argv) {
        String name = argv.size() > 1 ? argv.get(1) : "%%";
        shell.jobs().update();
        Job job = shell.jobs().find(name.startsWith("%") ? name : "%" + name);
        if (job != null && !job.hasEnded()) {
            return job;
        }
        String why = job != null ? "job has terminated" : (argv.size() > 1 ? name : "current") + ": no such job";
        int _ = Builtins.fail(shell, argv.getFirst() + ": " + why);
        return null;
    }

    /** The program of that name, which does not know what {@code %1} is. */
    static int kill(Shell shell, List<String> argv) {
        List<String> words = new ArrayList<>();
        shell.jobs().update();
        for (String word : argv) {
            Job job = word.startsWith("%") ? shell.jobs().find(word) : null;
            if (word.startsWith("%") && job == null) {
                return Builtins.fail(shell, "kill: " + word + ": no such job");
            }
            if (job != null && words.size() == 1) {
                words.add("--");
            }
            words.add(job == null ? word : Integer.toString(-job.group()));
        }
        return shell.launcher().runProgram(words);
    }
}
