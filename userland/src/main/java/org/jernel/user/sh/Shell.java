package org.jernel.user.sh;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jernel.kernel.task.Signal;
import org.jernel.syscall.Errno;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.LineReader;
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

    private static final String CONTINUATION_PROMPT = "> ";

    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;

    private static final int OUT_OF_THE_WAY = 10;
    private static final int BUFFER = 4096;

    private final Libc libc;
    private final String name;
    private final String notFound;
    private final boolean interactive;
    private final Parameters parameters;
    private final Map<String, Builtin> builtins;
    private final Jobs jobs;
    private final Compounds compounds = new Compounds(this);
    private final Set<String> starters = new HashSet<>();
    private Predicate<String> services = any -> false;
    private boolean exiting;

    /** Lines that are no whole command yet. */
    private final StringBuilder unfinished = new StringBuilder();

    /** Of the user at the terminal; a handler of this task sets it and reads the group. */
    private boolean interrupted;

    private int foregroundGroup;

    /** The number of the last line that was read. */
    private int line;

    /** Of the last command whose output was meant: what a command without words has for a code. */
    private int substitutionStatus;

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
            libc.signal(Signal.SIGTSTP.number(), signo -> handOn(Signal.SIGTSTP));
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
        this.jobs = new Jobs(libc);
    }

    /** Adds a command, or replaces one. */
    public void builtin(String command, Builtin builtin) {
        builtins.put(command, builtin);
    }

    /** Adds a command that starts a service, and so runs in the shell itself also where it stands before {@code &}. */
    public void starter(String command, Builtin builtin) {
        builtin(command, builtin);
        starters.add(command);
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

    Compounds compounds() {
        return compounds;
    }

    /** {@code "$@"}. */
    List<String> arguments() {
        return parameters.arguments();
    }

    /** The fields of words. */
    List<String> expand(List<Word> words) {
        return expansion().fields(words);
    }

    /** A word as one field. */
    String value(Word word) {
        return expansion().value(word);
    }

    /** A word as a pattern. */
    String pattern(Word word) {
        return expansion().pattern(word);
    }

    /** True while no further command of what runs is to begin. */
    boolean isDiverted() {
        return exiting || interrupted || compounds.isLeaving();
    }

    /** Says what is wrong in the way of dash. */
    void complain(String message) {
        libc.dprintf(Libc.STDERR_FILENO, "%s: %d: %s\n", name, line, message);
    }

    /** Complains, which ends a shell that no user talks with: an error of a special builtin. POSIX, 2.8.1. */
    int fail(String message) {
        complain(message);
        exiting = exiting || !interactive;
        return WRONG_INPUT;
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
        handOn(Signal.SIGINT);
    }

    /** What the user types is for the command that the shell waits for. */
    private void handOn(Signal signal) {
        if (foregroundGroup != 0) {
            libc.kill(-foregroundGroup, signal.number());
        }
    }

    /** Reads lines and runs them until one ends the shell or the input ends. Returns the exit code. */
    public int interact(String prompt) {
        int failures = 0;
        while (!exiting) {
            jobs.reap(interactive);
            libc.printf("%s", unfinished.isEmpty() || !interactive ? prompt : CONTINUATION_PROMPT);
            String next = libc.getline();
            if (next != null) {
                failures = 0;
                take(next + "\n", false);
            } else if (libc.inputFailed()) {
                libc.perror(name + ": error reading input");
                failures++;
                // bash ends at once; a user may have asked for the error, and goes on.
                if (failures == (interactive ? READ_FAILURES : 1)) {
                    return WRONG_INPUT;
                }
            } else {
                take("", true);
                libc.printf("%s", interactive ? "\n" : "");
                break;
            }
        }
        return lastStatus();
    }

    /** Runs input of one or more lines, or says why it cannot. Returns the exit code. */
    public int run(String input) {
        int start = 0;
        while (start < input.length() && !exiting) {
            int newline = input.indexOf('\n', start);
            int end = newline < 0 ? input.length() : newline + 1;
            take(input.substring(start, end), end == input.length());
            start = end;
        }
        return lastStatus();
    }

    /**
     * Takes a line, and runs what was read when it is whole commands.
     *
     * @param isLast whether nothing follows
     */
    private void take(String next, boolean isLast) {
        unfinished.append(next);
        line += next.isEmpty() ? 0 : 1;
        int lines = (int) unfinished.chars().filter(c -> c == '\n').count();
        String input = unfinished.toString();
        Script script;
        try {
            script = Parser.parse(input, line - lines + (input.endsWith("\n") ? 1 : 0), isLast);
        } catch (IncompleteException e) {
            if (isLast) {
                refuse(e);
            }
            return;
        } catch (SyntaxException e) {
            refuse(e);
            return;
        }
        unfinished.setLength(0);
        interrupted = false;
        int _ = run(script);
    }

    private void refuse(SyntaxException reason) {
        unfinished.setLength(0);
        libc.dprintf(Libc.STDERR_FILENO, "%s: %s\n", name, reason.getMessage());
        parameters.setLastStatus(WRONG_INPUT);
        exiting |= !interactive;
    }

    int run(Script script) {
        for (Script.Item item : script.items()) {
            if (!isDiverted()) {
                runItem(item);
            }
        }
        return lastStatus();
    }

    private void runItem(Script.Item item) {
        try {
            if (item.background() && !startsByItself(item)) {
                parameters.setLastStatus(startInBackground(item));
            } else {
                int _ = runAndOr(item);
            }
        } catch (ExpansionException e) {
            parameters.setLastStatus(fail(String.valueOf(e.getMessage())));
        }
    }

    /** True for a command of the shell's own that starts a service. */
    private boolean startsByItself(Script.Item item) {
        List<Script.Command> commands = item.first().commands();
        return item.rest().isEmpty() && commands.size() == 1
                && commands.getFirst() instanceof Script.Simple simple
                && !simple.words().isEmpty()
                && starters.contains(simple.words().getFirst().toString());
    }

    private int runAndOr(Script.Item item) {
        parameters.setLastStatus(runPipeline(item.first()));
        for (Script.Link link : item.rest()) {
            if (link.onSuccess() == (lastStatus() == 0) && !isDiverted()) {
                parameters.setLastStatus(runPipeline(link.pipeline()));
            }
        }
        return lastStatus();
    }

    private int runPipeline(Script.Pipeline pipeline) {
        List<Script.Command> commands = pipeline.commands();
        int status;
        if (commands.size() == 1) {
            status = switch (commands.getFirst()) {
                case Script.Simple simple -> runSimple(simple, pipeline.source());
                case Script.Compound compound -> runCompound(compound, pipeline.source());
            };
        } else {
            PipelineRun run = new PipelineRun(this, false);
            boolean started = run.start(commands);
            status = await(run, started, pipeline.source());
        }
        if (pipeline.negated()) {
            return status == 0 ? 1 : 0;
        }
        return status;
    }

    private int runCompound(Script.Compound compound, String source) {
        if (compound.clause() instanceof Script.Subshell) {
            return runTask(child -> child.execute(compound), source);
        }
        try (SavedDescriptors saved = new SavedDescriptors(libc)) {
            return redirect(compound, saved) ? compounds.run(compound.clause()) : WRONG_INPUT;
        }
    }

    /** Runs a command here if it is the shell's own, and otherwise as a task. */
    private int runSimple(Script.Simple command, String source) {
        substitutionStatus = 0;
        List<String> argv = expansion().fields(command.words());
        if (!argv.isEmpty() && argv.getFirst().equals("exec")) {
            return runExec(command, argv.subList(1, argv.size()));
        }
        Builtin builtin = builtin(argv);
        if (builtin == null) {
            return services.test(argv.getFirst())
                    ? startJob(source, child -> child.execute(command, argv), true)
                    : runTask(child -> child.execute(command, argv), source);
        }
        try (SavedDescriptors saved = new SavedDescriptors(libc)) {
            if (!redirect(command, saved)) {
                return 1;
            }
            assign(command, false);
            return builtin.run(this, argv);
        }
    }

    /** {@code exec}: what it opens stays open, and what it executes takes the shell's place. */
    private int runExec(Script.Simple command, List<String> argv) {
        if (!redirect(command, _ -> {})) {
            exiting |= !interactive;
            return WRONG_INPUT;
        }
        assign(command, !argv.isEmpty());
        if (argv.isEmpty()) {
            return substitutionStatus;
        }
        int status = exec(argv, "exec: ");
        exiting |= !interactive;
        return status;
    }

    /** What does a command in this very task, or null if a file is to be executed; a command of no words is done already. */
    private @Nullable Builtin builtin(List<String> argv) {
        return argv.isEmpty() ? (_, _) -> substitutionStatus : builtins.get(argv.getFirst());
    }

    /** Runs a command in this clone of the shell, which ends with it. */
    int execute(Script.Command command) {
        try {
            return switch (command) {
                case Script.Simple simple -> execute(simple, expansion().fields(simple.words()));
                case Script.Compound compound ->
                    redirect(compound, _ -> {}) ? compounds.run(compound.clause()) : WRONG_INPUT;
            };
        } catch (ExpansionException e) {
            return fail(String.valueOf(e.getMessage()));
        }
    }

    private int execute(Script.Simple command, List<String> argv) {
        if (!argv.isEmpty() && argv.getFirst().equals("exec")) {
            return runExec(command, argv.subList(1, argv.size()));
        }
        if (!redirect(command, _ -> {})) {
            return 1;
        }
        assign(command, true);
        Builtin builtin = builtin(argv);
        if (builtin != null) {
            return builtin.run(this, argv);
        }
        return exec(argv, "");
    }

    private int exec(List<String> argv, String by) {
        String file = argv.getFirst();
        int _ = libc.execvpe(file, argv, variables().environment());
        boolean missing = libc.errno() == Errno.ENOENT.number();
        if (missing && !by.isEmpty()) {
            complain(by + file + ": " + notFound);
        } else if (missing && !file.contains("/")) {
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

    private void assign(Script.Simple command, boolean export) {
        for (Script.Assignment assignment : command.assignments()) {
            variables().set(assignment.name(), expansion().value(assignment.value()));
            if (export) {
                variables().export(assignment.name());
            }
        }
    }

    private Expansion expansion() {
        return new Expansion(
                parameters::value, parameters.arguments(), this::output, pattern -> Glob.expand(libc, pattern));
    }

    /** What commands write in a clone of the shell, without the ends of lines at its end. */
    private String output(Script script) {
        int[] pipe = libc.pipe();
        if (pipe == null) {
            libc.perror(name + ": pipe");
            substitutionStatus = 1;
            return "";
        }
        PipelineRun run = new PipelineRun(this, false);
        boolean started = run.start(child -> {
            child.libc.dup2(pipe[1], Libc.STDOUT_FILENO);
            child.libc.close(pipe[0]);
            child.libc.close(pipe[1]);
            return child.run(script);
        });
        libc.close(pipe[1]);
        if (interactive && started) {
            setForeground(run.pids().getFirst());
        }
        String text = drain(pipe[0]);
        libc.close(pipe[0]);
        substitutionStatus = await(run, started, "$()");
        return text.replaceFirst("\\n+$", "");
    }

    /** Reads to the end, or as much as a command line can have. */
    private String drain(int fd) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        byte[] buffer = new byte[BUFFER];
        int got = libc.read(fd, buffer);
        while (text.size() < LineReader.LONGEST && (got > 0 || (got < 0 && libc.errno() == Errno.EINTR.number()))) {
            text.write(buffer, 0, Math.max(0, got));
            got = libc.read(fd, buffer);
        }
        if (got > 0) {
            libc.dprintf(Libc.STDERR_FILENO, "%s: command substitution: %s\n", name, Errno.ENOMEM.message());
        }
        return text.toString(StandardCharsets.UTF_8).replace("\0", "");
    }

    /** Starts a clone of the shell. Returns its number, or -1 after saying why there is none. */
    int fork(ForkedTask task) {
        int pid = libc.clone(child -> {
            if (interactive) {
                child.signal(Signal.SIGINT.number(), null);
                child.signal(Signal.SIGTSTP.number(), null);
            }
            Shell copy = new Shell(child, name, notFound, false, parameters.copy(), builtins);
            copy.line = line;
            return task.run(copy);
        });
        if (pid < 0) {
            libc.perror(name + ": fork");
        }
        return pid;
    }

    /** Runs a program of these words, as a command that was typed. */
    int runProgram(List<String> argv) {
        return runTask(child -> child.exec(argv, ""), String.join(" ", argv));
    }

    private int runTask(ForkedTask task, String source) {
        PipelineRun run = new PipelineRun(this, false);
        return await(run, run.start(task), source);
    }

    private int startInBackground(Script.Item item) {
        Script.Pipeline first = item.first();
        if (!item.rest().isEmpty() || first.negated()) {
            return startJob(item.source(), child -> child.runAndOr(item), true);
        }
        PipelineRun run = new PipelineRun(this, true);
        boolean started = run.start(first.commands());
        int status = addJob(run, item.source(), true);
        return started ? status : 1;
    }

    private int startJob(String source, ForkedTask task, boolean tell) {
        PipelineRun run = new PipelineRun(this, true);
        boolean _ = run.start(task);
        return addJob(run, source, tell);
    }

    private int addJob(PipelineRun run, String source, boolean tell) {
        if (run.pids().isEmpty()) {
            return 1;
        }
        int pid = run.pids().getLast();
        parameters.setLastBackground(pid);
        Job job = jobs.add(run.pids(), source);
        if (interactive && tell) {
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
    public int startService(List<String> argv, Function<Libc, List<String>> prepare) {
        int[] executed = libc.pipe();
        if (executed == null) {
            libc.perror(name + ": pipe");
            return -1;
        }
        int started = startJob(
                String.join(" ", argv),
                child -> {
                    int _ = child.libc.dupAbove(executed[1], OUT_OF_THE_WAY);
                    child.libc.close(executed[0]);
                    child.libc.close(executed[1]);
                    for (String entry : prepare.apply(child.libc)) {
                        int equals = entry.indexOf('=');
                        child.variables().export(entry.substring(0, equals), entry.substring(equals + 1));
                    }
                    return child.exec(argv, "");
                },
                false);
        libc.close(executed[1]);
        // The end comes when the program runs, or the task is gone: from then on it is what its name says.
        int _ = libc.read(executed[0], new byte[1]);
        libc.close(executed[0]);
        return started == 0 ? jobs.list().getLast().running().getLast() : -1;
    }

    /** Asks a job to end and waits until it has. */
    public void stopJob(int pid) {
        Job job = jobs.find(Integer.toString(pid));
        if (job != null) {
            libc.kill(-job.group(), Signal.SIGTERM.number());
            int _ = jobs.await(job, false, () -> false);
        }
    }

    /** Ends all jobs, by force if they do not end by themselves. */
    public void endJobs() {
        jobs.end();
    }

    boolean isInterrupted() {
        return interrupted;
    }

    /** Has the user's interrupts go to a process group, also one that came just before. */
    private void setForeground(int group) {
        foregroundGroup = group;
        if (interrupted) {
            interrupt();
        }
    }

    private int await(PipelineRun run, boolean started, String source) {
        if (run.pids().isEmpty()) {
            return 1;
        }
        int status = awaitInForeground(jobs.add(run.pids(), source));
        return started ? status : 1;
    }

    /** Waits for a job, whose the user's interrupts are meanwhile. Returns the code of its last task. */
    int awaitInForeground(Job job) {
        if (interactive) {
            setForeground(job.group());
        }
        int status = jobs.await(job, interactive, () -> false);
        foregroundGroup = 0;
        if (job.isStopped()) {
            // By the user or at a breakpoint, at which the user is to be able to look.
            jobs.print(job, "");
        } else if (interactive && !job.ending().exited()) {
            tell(job.ending().signal());
        }
        return status;
    }

    private void tell(int signo) {
        if (signo == Signal.SIGINT.number()) {
            interrupted = true;
            libc.dprintf(Libc.STDERR_FILENO, "\n");
        } else if (signo != Signal.SIGPIPE.number()) {
            libc.dprintf(Libc.STDERR_FILENO, "%s\n", Signals.describe(signo));
        }
    }
}
