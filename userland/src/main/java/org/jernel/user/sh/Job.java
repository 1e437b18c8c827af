package org.jernel.user.sh;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jernel.kernel.task.Signal;
import org.jernel.user.libc.WaitResult;

/** A pipeline that the shell does not wait for: one in the background, or one that stopped. */
final class Job {

    /** Stops that the user has not typed, in the words of {@code strsignal}. */
    private static final Map<Integer, String> STOPS = Map.of(
            Signal.SIGSTOP.number(), "Stopped (signal)",
            Signal.SIGTTIN.number(), "Stopped (tty input)",
            Signal.SIGTTOU.number(), "Stopped (tty output)");

    private final int number;
    private final String source;
    private final int group;
    private final int last;
    private final List<Integer> running;
    private WaitResult ending = new WaitResult(0, 0);
    private boolean stopped;
    private boolean isNews;

    /**
     * Makes a job.
     *
     * @param number what {@code jobs} calls it
     * @param pids its tasks, of which the first leads their process group
     * @param source what was typed
     */
    Job(int number, List<Integer> pids, String source) {
        this.number = number;
        this.source = source;
        this.group = pids.getFirst();
        this.last = pids.getLast();
        this.running = new ArrayList<>(pids);
    }

    int number() {
        return number;
    }

    String source() {
        return source;
    }

    int group() {
        return group;
    }

    /** The tasks that nobody has waited for yet. */
    List<Integer> running() {
        return List.copyOf(running);
    }

    boolean has(int pid) {
        return pid == last || running.contains(pid);
    }

    boolean isStopped() {
        return stopped;
    }

    boolean hasEnded() {
        return running.isEmpty();
    }

    /** How its last task ended, or how the one stopped that did. */
    WaitResult ending() {
        return ending;
    }

    /** Takes note of what was waited for; a task that is nobody's child any more has ended. */
    void note(int pid, WaitResult result) {
        boolean stops = result.pid() > 0 && result.stopped();
        // The tasks of a pipeline stop one after the other, of which the user is told once.
        isNews = stops && (isNews || !stopped);
        stopped = stops;
        if (stopped) {
            ending = result;
            return;
        }
        running.removeIf(each -> each == pid);
        isNews = running.isEmpty();
        if (pid == last && result.pid() > 0) {
            ending = result;
        }
    }

    /** Whether it has stopped or ended and the user was not told. */
    boolean isNews() {
        return isNews;
    }

    void told() {
        isNews = false;
    }

    /** Lets it go on where it is known to. */
    void goesOn() {
        stopped = false;
        isNews = false;
    }

    /** In the words of {@code jobs}. */
    String state() {
        if (stopped) {
            return STOPS.getOrDefault(ending.exitCode(), "Stopped");
        }
        if (!hasEnded()) {
            return "Running";
        }
        if (!ending.exited()) {
            return Signals.describe(ending.signal());
        }
        return ending.exitCode() == 0 ? "Done" : "Exit " + ending.exitCode();
    }
}
