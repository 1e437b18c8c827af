package org.jernel.user.sh;

import java.util.ArrayList;
import java.util.List;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.WaitResult;

/** What runs in the background. */
final class Jobs {

    /**
     * A pipeline in the background.
     *
     * @param number what {@code jobs} calls it
     * @param pid the task that runs it
     * @param source what was typed
     */
    record Job(int number, int pid, String source) {}

    private static final int WNOHANG = 1;

    private final List<Job> jobs = new ArrayList<>();

    /** Adds a job, which gets the number after the highest one. */
    Job add(int pid, String source) {
        Job job = new Job(jobs.isEmpty() ? 1 : jobs.getLast().number() + 1, pid, source);
        jobs.add(job);
        return job;
    }

    List<Job> list() {
        return List.copyOf(jobs);
    }

    /** Takes the jobs away that have ended, and tells of each. */
    void reap(Libc libc, boolean tell) {
        for (Job job : list()) {
            WaitResult result = libc.waitpid(job.pid(), WNOHANG);
            if (result.pid() != 0) {
                jobs.remove(job);
                if (tell) {
                    libc.printf("[%d]+  %-22s  %s\n", job.number(), ending(result), job.source());
                }
            }
        }
    }

    private static String ending(WaitResult result) {
        if (result.pid() < 0) {
            return "Done";
        }
        if (!result.exited()) {
            return Signals.describe(result.signal());
        }
        return result.exitCode() == 0 ? "Done" : "Exit " + result.exitCode();
    }

    void remove(Job job) {
        jobs.remove(job);
    }
}
