package org.jernel.user.sh;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.jernel.kernel.task.Signal;
import org.jernel.syscall.Errno;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.SignalHandler;
import org.jernel.user.libc.WaitResult;
import org.jspecify.annotations.Nullable;

/**
 * A shell: runs what the parser made of its input.
 *
 * <p>What it runs are tasks of their own that execute a file; a copy of the shell in a clone does what lies between. One that
 * talks with a user puts each pipeline into a process group of its own and hands an interrupt on to the one that it waits for.
 */
public final class Shell {

    /** A command that the shell runs itself. */
    @FunctionalInterface
    public interface Builtin {

        /** Returns the exit code. */
        int run(Shell shell, List<String> argv);
    }

    /** What a clone of the shell does. */
    @FunctionalInterface
    interface ForkedTask {

        /** Returns the exit code. */
        int run(Shell child);
    }

    private static final int WRONG_INPUT = 2;

    /** How often in a row a user's input may fail. */
    private static final int READ_FAILURES = 3;

    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;
    private static final int WUNTRACED = 2;
    private static final int BY_SIGNAL = 128;

    private final Libc libc;
    private final String name;
    private final String notFound;
    private final boolean interactive;
    private final Parameters parameters;
    private final Map<String, Builtin> builtins;
    private final Jobs jobs = new Jobs();
    private Predicate<String> services = any -> false;
    private boolean exiting;

    /** Of the user at the terminal; a handler of this task sets it and reads the group. */
    private boolean interrupted;

    private int foregroundGroup;

    /**
     * Makes a shell.
     *
     * @param name what its messages begin with
     * @param notFound what it says of a command that is none
     * @param interactive whether it is a user's, whose interrupts end commands and not the shell
     */
    public Shell(Libc libc, String name, String notFound, boolean interactive) {
        this(
                libc,
                name,
                notFound,
                interactive,
                new Parameters(new Variables(libc.environ()), libc.getpid(), name),
                new LinkedHashMap<>(Builtins.ALL));
        if (interactive) {
            libc.signal(Signal.SIGINT.number(), signo -> interrupt());
        }
    }

    private Shell(
            Libc libc,
            String name,
            String notFound,
            boolean interactive,
            Parameters parameters,
            Map<String, Builtin> builtins) {
        this.libc = libc;
        this.name = name;
        this.notFound = notFound;
        this.interactive = interactive;
        this.parameters = parameters;
        this.builtins = builtins;
    }

    /** Adds a command, or replaces one. */
    public void builtin(String command, Builtin builtin) {
        builtins.put(command, builtin);
    }

    /** Says which commands run in the background without being told. */
    public void setServices(Predicate<String> commands) {
        services = commands;
    }

    /** Sets what {@code $0}, {@code $1} and so on stand for. */
    public void setPositional(List<String> values) {
        parameters.setPositional(values);
    }

    /** Sets a variable of the environment, unless it has a value. */
    public void exportDefault(String variable, String value) {
        if (variables().get(variable) == null) {
            variables().export(variable, value);
        }
    }

    public Libc libc() {
        return libc;
    }

    Variables variables() {
        return parameters.variables();
    }

    Jobs jobs() {
        return jobs;
    }

    boolean isInteractive() {
        return interactive;
    }

    int lastStatus() {
        return parameters.lastStatus();
    }

    /** Ends the shell after the command that runs. Returns the code. */
    public int exit(int code) {
        exiting = true;
        return code;
    }

    private void interrupt() {
        interrupted = true;
        if (foregroundGroup != 0) {
            libc.kill(-foregroundGroup, Signal.SIGINT.number());
        }
    }

    /** Reads lines and runs them until one ends the shell or the input ends. Returns the exit code. */
    public int interact(String prompt) {
        int failures = 0;
        while (!exiting) {
            jobs.reap(libc, interactive);
            libc.printf("%s", prompt);
            String line = libc.getline();
            if (line != null) {
                failures = 0;
                run(line);
            } else if (libc.inputFailed()) {
                libc.perror(name + ": error reading input");
                failures++;
                // bash ends at once; a user may have asked for the error, and goes on.
                if (failures == (interactive ? READ_FAILURES : 1)) {
                    return WRONG_INPUT;
                }
            } else {
                libc.printf("%s", interactive ? "\n" : "");
                break;
            }
        }
        return lastStatus();
    }

    /** Runs input of one or more lines, or says why it cannot. Returns the exit code. */
    public int run(String input) {
        Script script;
        try {
            script = Parser.parse(input);
        } catch (SyntaxException e) {
            libc.dprintf(Libc.STDERR_FILENO, "%s: %s\n", name, e.getMessage());
            parameters.setLastStatus(WRONG_INPUT);
            return WRONG_INPUT;
        }
        interrupted = false;
        for (Script.Item item : script.items()) {
            if (!exiting && !interrupted) {
                runItem(item);
            }
        }
        return lastStatus();
    }

    private void runItem(Script.Item item) {
        if (item.background()) {
            parameters.setLastStatus(startInBackground(item));
        } else {
            int _ = runAndOr(item);
        }
    }

    private int runAndOr(Script.Item item) {
        parameters.setLastStatus(runPipeline(item.first()));
        for (Script.Link link : item.rest()) {
            if (link.onSuccess() == (lastStatus() == 0) && !exiting && !interrupted) {
                parameters.setLastStatus(runPipeline(link.pipeline()));
            }
        }
        return lastStatus();
    }

    private int runPipeline(Script.Pipeline pipeline) {
        List<Script.Command> commands = pipeline.commands();
        int status = commands.size() == 1 ? runSimple(commands.getFirst()) : new PipelineRun(this).run(commands);
        if (pipeline.negated()) {
            return status == 0 ? 1 : 0;
        }
        return status;
    }

    /** Runs a command here if it is the shell's own, and otherwise as a task. */
    private int runSimple(Script.Command command) {
        List<String> argv = expansion().fields(command.words());
        Builtin builtin = builtin(argv);
        if (builtin == null) {
            return services.test(argv.getFirst())
                    ? startJob(String.join(" ", argv), child -> child.execute(command, argv))
                    : new PipelineRun(this).run(command, argv);
        }
        try (SavedDescriptors saved = new SavedDescriptors(libc)) {
            if (!redirect(command, saved)) {
                return 1;
            }
            assign(command, false);
            return builtin.run(this, argv);
        }
    }

    /** What does a command in this very task, or null if a file is to be executed; a command of no words is done already. */
    private @Nullable Builtin builtin(List<String> argv) {
        return argv.isEmpty() ? (_, _) -> 0 : builtins.get(argv.getFirst());
    }

    /** Runs a command in this clone of the shell, which ends with it. */
    int execute(Script.Command command) {
        return execute(command, expansion().fields(command.words()));
    }

    int execute(Script.Command command, List<String> argv) {
        if (!redirect(command, _ -> {})) {
            return 1;
        }
        assign(command, true);
        Builtin builtin = builtin(argv);
        if (builtin != null) {
            return builtin.run(this, argv);
        }
        String file = argv.getFirst();
        int _ = libc.execvpe(file, argv, variables().environment());
        boolean missing = libc.errno() == Errno.ENOENT.number();
        if (missing && !file.contains("/")) {
            libc.dprintf(Libc.STDERR_FILENO, "%s: %s\n", file, notFound);
        } else {
            libc.perror(name + ": " + file);
        }
        return missing ? NOT_FOUND : NOT_EXECUTABLE;
    }

    /** Opens what a command gets, or says what cannot be opened. */
    private boolean redirect(Script.Command command, Redirection.Before before) {
        for (Redirection redirection : command.redirections()) {
            String target = expansion().value(redirection.target());
            before.about(redirection.fd());
            if (!redirection.apply(libc, target)) {
                libc.perror(name + ": " + target);
                return false;
            }
        }
        return true;
    }

    private void assign(Script.Command command, boolean export) {
        for (Script.Assignment assignment : command.assignments()) {
            variables().set(assignment.name(), expansion().value(assignment.value()));
            if (export) {
                variables().export(assignment.name());
            }
        }
    }

    private Expansion expansion() {
        return new Expansion(parameters::value, parameters.arguments(), pattern -> Glob.expand(libc, pattern));
    }

    /** Starts a clone of the shell. Returns its number, or -1 after saying why there is none. */
    int fork(ForkedTask task) {
        int pid = libc.clone(child -> {
            if (interactive) {
                child.signal(Signal.SIGINT.number(), null);
            }
            return task.run(new Shell(child, name, notFound, false, parameters.copy(), builtins));
        });
        if (pid < 0) {
            libc.perror(name + ": fork");
        }
        return pid;
    }

    private int startInBackground(Script.Item item) {
        Script.Pipeline first = item.first();
        boolean simple = item.rest().isEmpty() && first.commands().size() == 1 && !first.negated();
        return startJob(
                item.source(),
                child -> simple ? child.execute(first.commands().getFirst()) : child.runAndOr(item));
    }

    private int startJob(String source, ForkedTask task) {
        int pid = fork(child -> {
            child.libc.setpgid(0, 0);
            child.libc.signal(Signal.SIGINT.number(), SignalHandler.IGNORE);
            // What the user types is for the foreground.
            int nothing = child.libc.open("/dev/null", Libc.O_RDONLY);
            if (nothing >= 0) {
                child.libc.dup2(nothing, Libc.STDIN_FILENO);
                child.libc.close(nothing);
            }
            return task.run(child);
        });
        if (pid < 0) {
            return 1;
        }
        libc.setpgid(pid, pid);
        parameters.setLastBackground(pid);
        Jobs.Job job = jobs.add(pid, source);
        if (interactive) {
            libc.printf("[%d] %d\n", job.number(), pid);
        }
        return 0;
    }

    /** Ends all jobs and waits for them. */
    public void stopJobs() {
        for (Jobs.Job job : jobs.list()) {
            libc.kill(-job.pid(), Signal.SIGTERM.number());
            // One that came from the foreground need not lead its group.
            libc.kill(job.pid(), Signal.SIGTERM.number());
        }
        int _ = waitForJobs();
    }

    /** Waits until nothing runs in the background. Returns 0. */
    int waitForJobs() {
        for (Jobs.Job job : jobs.list()) {
            WaitResult _ = await(job.pid(), 0);
            jobs.remove(job);
        }
        return 0;
    }

    /** Has the user's interrupts go to a process group, also one that came just before. */
    void setForeground(int group) {
        foregroundGroup = group;
        if (interrupted) {
            interrupt();
        }
    }

    /** Waits for the tasks of a pipeline in the foreground. Returns the code of the last one. */
    int awaitPipeline(List<Integer> pids) {
        WaitResult last = new WaitResult(0, 0);
        for (int pid : pids) {
            last = await(pid, interactive ? WUNTRACED : 0);
            if (last.stopped()) {
                // It stands at a breakpoint, and the user is to be able to look at it.
                Jobs.Job job = jobs.add(pid, "task " + pid);
                libc.printf("[%d]+  Stopped                 %s\n", job.number(), job.source());
            }
        }
        foregroundGroup = 0;
        if (last.stopped()) {
            return BY_SIGNAL + Signal.SIGTRAP.number();
        }
        if (last.exited()) {
            return last.exitCode();
        }
        if (interactive) {
            tell(last.signal());
        }
        return BY_SIGNAL + last.signal();
    }

    private void tell(int signo) {
        if (signo == Signal.SIGINT.number()) {
            interrupted = true;
            libc.dprintf(Libc.STDERR_FILENO, "\n");
        } else if (signo != Signal.SIGPIPE.number()) {
            libc.dprintf(Libc.STDERR_FILENO, "%s\n", Signals.describe(signo));
        }
    }

    private WaitResult await(int pid, int options) {
        WaitResult result = libc.waitpid(pid, options);
        while (result.pid() < 0 && libc.errno() == Errno.EINTR.number()) {
            result = libc.waitpid(pid, options);
        }
        return result;
    }
}
