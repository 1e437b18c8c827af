package org.jernel.test.differential;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jernel.syscall.Errno;
import org.jernel.test.judge.ArmProvider;
import org.jernel.test.judge.Call;
import org.jernel.test.judge.Linux;
import org.jernel.test.judge.Scenario;

/**
 * One run of a program on one arm: one step after the other, each until every task has returned or sleeps, so that nothing is
 * left to chance. Steps of a task that blocks are left out; at the end a signal ends what still blocks.
 */
final class ProgramRun {

    static final long EPIPE = Errno.EPIPE.negated();

    private final Scenario scenario;
    private final Map<Integer, TaskRun> tasks = new TreeMap<>();
    /** The local ports of the slots that have been bound, for others to connect to. */
    private final Map<String, Integer> ports = new HashMap<>();

    private ProgramRun(Scenario scenario) {
        this.scenario = scenario;
    }

    /** Runs a program on a fresh kernel and gives what its calls returned and wrote. */
    static List<String> on(ArmProvider arm, Program program) {
        try (var scenario = new Scenario(arm.boot())) {
            return new ProgramRun(scenario).run(program);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(arm.arm() + " cannot run the " + program, e);
        }
    }

    private List<String> run(Program program) {
        for (Step step : program.steps()) {
            boolean ownRoot = program.repertoire().ownRoot();
            if (ownRoot && !tasks.isEmpty() && !tasks.containsKey(step.task())) {
                // Nobody's child, in another root, which on the host would be mounted elsewhere as well.
                continue;
            }
            step.run(this, tasks.computeIfAbsent(step.task(), task -> fresh(ownRoot)));
            tasks.values().forEach(TaskRun::settle);
        }
        for (TaskRun task : tasks.values()) {
            task.interrupt(false);
            tasks.values().forEach(TaskRun::settle);
        }
        return scenario.recording().lines();
    }

    private TaskRun fresh(boolean ownRoot) {
        var task = scenario.task();
        if (ownRoot) {
            task.kernelTask().enterScratch();
        }
        return new TaskRun(this, task, new HashMap<>());
    }

    /** Starts a task with copies of another's descriptors, unless there is one of that number. */
    void fork(TaskRun parent, int child) {
        if (!parent.isBusy()) {
            tasks.computeIfAbsent(child, number -> parent.fork());
        }
    }

    Scenario scenario() {
        return scenario;
    }

    /** The port of a slot, or 0. */
    int port(int slot) {
        return ports.getOrDefault(Arg.slotName(slot), 0);
    }

    /** Remembers the port of a socket that this call has bound. */
    void learnPort(TaskRun run, Step.Syscall made) {
        if (made.call() == Call.BIND || made.call() == Call.LISTEN || made.call() == Call.CONNECT) {
            long name = run.task().alloc(Linux.SOCKADDR_IN);
            long fd = made.args().getFirst().value().applyAsLong(run);
            long result = run.task().unrecorded(Call.GETSOCKNAME, fd, name, run.task().cell(Linux.SOCKADDR_IN));
            if (result == 0 && run.task().shortAt(name) != Linux.AF_UNIX) {
                ports.put(made.args().getFirst().text(), run.task().portAt(name));
            }
        }
    }
}
