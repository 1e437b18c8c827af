package org.jernel.user.sh;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

import org.jernel.kernel.task.Signal;
import org.jernel.syscall.Errno;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.WaitResult;
import org.jspecify.annotations.Nullable;

/** The jobs of a shell, and the waiting for its children. */
final class Jobs {

    private static final int WNOHANG = 1;
    private static final int WUNTRACED = 2;
    private static final int BY_SIGNAL = 128;

    /** How long jobs have to end by themselves before they are killed, in looks at them. */
    private static final int PATIENCE = 100;

    private static final long BETWEEN_LOOKS_NANOS = 10_000_000;

    private final Libc libc;
    private final List<Job> jobs = new ArrayList<>();

    Jobs(Libc libc) {
        this.libc = libc;
    }

    /** The exit code that {@code $?} has for an ending. */
    static int exitCode(WaitResult result) {
        if (result.stopped()) {
            return exitCode(result.exitCode());
        }
        return result.exited() ? result.exitCode() : exitCode(result.signal());
    }

    /** The exit code that {@code $?} has for what a signal ended. */
    static int exitCode(int signo) {
        return BY_SIGNAL + signo;
    }

    /** Adds a job, which gets the number after the highest one. */
    Job add(List<Integer> pids, String source) {
        Job job = new Job(jobs.isEmpty() ? 1 : jobs.getLast().number() + 1, pids, source);
        jobs.add(job);
        return job;
    }

    void remove(Job job) {
        jobs.remove(job);
    }

    List<Job> list() {
        return List.copyOf(jobs);
    }

    /** The job that is meant by {@code %1}, {@code %%}, {@code %-}, {@code %NAME} or a task's number, or null. */
    @Nullable
    Job find(String text) {
        String name = text.replaceFirst("^%", "");
        if (!text.startsWith("%")) {
            return jobs.stream()
                    .filter(job -> name.matches("[0-9]{1,9}") && job.has(Integer.parseInt(name)))
                    .findFirst()
                    .orElse(null);
        }
        if (name.isEmpty() || name.equals("%") || name.equals("+")) {
            return jobs.isEmpty() ? null : jobs.getLast();
        }
        if (name.equals("-")) {
            return jobs.isEmpty() ? null : jobs.get(Math.max(0, jobs.size() - 2));
        }
        return jobs.reversed().stream()
                .filter(job -> name.equals(Integer.toString(job.number())) || job.source().startsWith(name))
                .findFirst()
                .orElse(null);
    }

    /** Looks what has become of the jobs. */
    void update() {
        for (Job job : list()) {
            for (int pid : job.running()) {
                WaitResult result = libc.waitpid(pid, WNOHANG | WUNTRACED);
                if (result.pid() != 0) {
                    job.note(pid, result);
                }
            }
            if (job.isStopped() && !isStopped(job)) {
                job.goesOn();
            }
        }
    }

    /** No wait tells that a task goes on from a breakpoint, but its state does. */
    private boolean isStopped(Job job) {
        return job.running().stream().anyMatch(pid -> isInState(pid, "[tT]"));
    }

    private boolean isInState(int pid, String states) {
        String stat = libc.readFile("/proc/" + pid + "/stat");
        return stat == null || stat.matches("(?s).*\\) " + states + " .*");
    }

    /** The tasks of a job that stand at breakpoints, which SIGCONT does not move. */
    List<Integer> atBreakpoints(Job job) {
        return job.running().stream().filter(pid -> isInState(pid, "t")).toList();
    }

    /** Takes the jobs away that have ended, and tells of each and of those that have stopped. */
    void reap(boolean tell) {
        update();
        for (Job job : list()) {
            if (tell && job.isNews()) {
                print(job, "");
            }
            if (job.hasEnded()) {
                jobs.remove(job);
            }
        }
    }

    /** A line of the list: what was started last has a plus sign, what was before it a minus sign. */
    void print(Job job, String pid) {
        int fromLast = jobs.size() - 1 - jobs.indexOf(job);
        String mark = fromLast == 0 ? "+" : fromLast == 1 ? "-" : " ";
        boolean runs = !job.hasEnded() && !job.isStopped();
        libc.printf(
                "%s\n",
                String.format(Locale.ROOT, "[%d]%s %s%-22s  %s", job.number(), mark, pid.isEmpty() ? " " : pid + " ",
                        job.state(), job.source() + (runs ? " &" : "")));
        job.told();
    }

    /**
     * Waits until a job has ended or stopped, then forgets it if it has ended.
     *
     * @param over asked after each signal whether to wait no more
     * @return what {@code $?} is to be
     */
    int await(Job job, boolean stopsToo, BooleanSupplier over) {
        while (!job.hasEnded() && !(stopsToo && job.isStopped())) {
            int pid = job.running().getFirst();
            WaitResult result = libc.waitpid(pid, stopsToo ? WUNTRACED : 0);
            boolean interrupted = result.pid() < 0 && libc.errno() == Errno.EINTR.number();
            if (!interrupted) {
                job.note(pid, result);
            } else if (over.getAsBoolean()) {
                return exitCode(Signal.SIGINT.number());
            }
        }
        if (job.hasEnded()) {
            jobs.remove(job);
        }
        return exitCode(job.ending());
    }

    /** Asks all jobs to end, waits a little while, and kills what is left: nothing holds up a shell that ends. */
    void end() {
        signalAll(Signal.SIGTERM);
        for (int looks = 0; looks < PATIENCE && areLeft(); looks++) {
            libc.nanosleep(BETWEEN_LOOKS_NANOS);
        }
        signalAll(Signal.SIGKILL);
        for (int looks = 0; looks < PATIENCE && areLeft(); looks++) {
            libc.nanosleep(BETWEEN_LOOKS_NANOS);
        }
        jobs.clear();
    }

    private void signalAll(Signal signal) {
        jobs.forEach(job -> libc.kill(-job.group(), signal.number()));
    }

    /** Whether a task of a job is there, be it a child's child. */
    private boolean areLeft() {
        update();
        return jobs.stream().anyMatch(job -> libc.kill(-job.group(), 0) == 0);
    }
}
