package org.jernel.user.sh;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jernel.kernel.task.Signal;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.SignalHandler;
import org.jspecify.annotations.Nullable;

/**
 * A shell: runs what the parser made of its input.
 *
 * <p>What it runs are tasks of their own that execute a file; a copy of the shell in a clone does what lies between. One that
 * talks with a user puts each pipeline into a process group of its own and gives the terminal to the one that it waits for.
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

    static final int WRONG_INPUT = 2;

    /** How often in a row a user's input may fail. */
    private static final int READ_FAILURES = 3;

    private static final String CONTINUATION_PROMPT = "> ";

    private final Libc libc;
    private final String name;
    private final String notFound;
    private final boolean interactive;
    private final Parameters parameters;
    private final Map<String, Builtin> builtins;
    private final Jobs jobs;
    private final Compounds compounds = new Compounds(this);
    private final Launcher launcher;
    private final Executor executor;
    private final Set<String> starters = new HashSet<>();
    private Predicate<String> services = any -> false;
    private boolean exiting;

    /** Lines that are no whole command yet. */
    private final StringBuilder unfinished = new StringBuilder();

    /** Of the user at the terminal; a handler of this task sets it. */
    private boolean interrupted;

    /** The number of the last line that was read. */
    private int line;

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
            libc.signal(Signal.SIGINT.number(), signo -> interrupted = true);
            Launcher.TERMINAL_STOPS.forEach(stop -> libc.signal(stop.number(), SignalHandler.IGNORE));
            launcher.takeTerminal();
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
        this.launcher = new Launcher(this, parameters);
        this.executor = new Executor(this, parameters, launcher);
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

    Launcher launcher() {
        return launcher;
    }

    Executor executor() {
        return executor;
    }

    String name() {
        return name;
    }

    /** What is said of a command that is none. */
    String notFound() {
        return notFound;
    }

    /** The shell's own command of a name, or null. */
    @Nullable
    Builtin lookup(String command) {
        return builtins.get(command);
    }

    boolean isStarter(String command) {
        return starters.contains(command);
    }

    boolean isService(String command) {
        return services.test(command);
    }

    /** The shell that a clone of this one is: as this one is now, whatever it does before the clone runs. */
    Function<Libc, Shell> snapshot() {
        Parameters taken = parameters.copy();
        int takenLine = line;
        return child -> {
            Shell copy = new Shell(child, name, notFound, false, taken, builtins);
            copy.line = takenLine;
            return copy;
        };
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
        return executor.expansion().fields(words);
    }

    /** A word as one field. */
    String value(Word word) {
        return executor.expansion().value(word);
    }

    /** A word as a pattern. */
    String pattern(Word word) {
        return executor.expansion().pattern(word);
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
        endUnlessInteractive();
        return WRONG_INPUT;
    }

    /** An error that ends a shell that no user talks with. */
    void endUnlessInteractive() {
        exiting |= !interactive;
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

    /** Reads lines and runs them until one ends the shell or the input ends. Returns the exit code. */
    public int interact(String prompt) {
        int failures = 0;
        while (!exiting) {
            jobs.reap(interactive);
            libc.printf("%s", unfinished.isEmpty() || !interactive ? prompt : CONTINUATION_PROMPT);
            interrupted = false;
            String next = libc.getline(() -> interrupted);
            if (interrupted) {
                forgetUnfinished();
            }
            if (next != null) {
                failures = 0;
                take(next + "\n", false);
            } else if (interrupted) {
                libc.printf("\n");
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

    private void forgetUnfinished() {
        unfinished.setLength(0);
        parameters.setLastStatus(Jobs.exitCode(Signal.SIGINT.number()));
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
            script = Parser.parse(input, line - lines + (input.endsWith("\n") ? 1 : 0), isLast, 0);
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
        int _ = executor.run(script);
    }

    private void refuse(SyntaxException reason) {
        unfinished.setLength(0);
        libc.dprintf(Libc.STDERR_FILENO, "%s: %s\n", name, reason.getMessage());
        parameters.setLastStatus(WRONG_INPUT);
        endUnlessInteractive();
    }

    /** Starts a program as a job. See {@link Launcher#startService}. */
    public int startService(List<String> argv, Function<Libc, List<String>> prepare) {
        return launcher.startService(argv, prepare);
    }

    /** Asks a job to end and waits until it has. */
    public void stopJob(int pid) {
        launcher.stopJob(pid);
    }

    /** Ends all jobs, by force if they do not end by themselves. */
    public void endJobs() {
        jobs.end();
    }

    boolean isInterrupted() {
        return interrupted;
    }

    void interrupted() {
        interrupted = true;
    }

}
