package org.jernel.user.sh;

import java.io.ByteArrayOutputStream;
import java.util.List;

import org.jernel.syscall.Errno;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.LineReader;
import org.jernel.user.libc.Utf8;
import org.jspecify.annotations.Nullable;

/** Runs what the parser made of the input, in the shell's own task or in clones of it. POSIX, 2.9. */
final class Executor {

    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;
    private static final int BUFFER = 4096;

    private final Shell shell;
    private final Libc libc;
    private final Parameters parameters;
    private final Launcher launcher;

    /** Of the last command whose output was meant: what a command without words has for a code. */
    private int substitutionStatus;

    Executor(Shell shell, Parameters parameters, Launcher launcher) {
        this.shell = shell;
        this.libc = shell.libc();
        this.parameters = parameters;
        this.launcher = launcher;
    }

    /** Runs commands one after the other. Returns the code of the last. */
    int run(Script script) {
        for (Script.Item item : script.items()) {
            if (!shell.isDiverted()) {
                runItem(item);
            }
        }
        return parameters.lastStatus();
    }

    private void runItem(Script.Item item) {
        try {
            if (item.background() && !startsByItself(item)) {
                parameters.setLastStatus(launcher.startInBackground(item));
            } else {
                int _ = runAndOr(item);
            }
        } catch (ExpansionException e) {
            parameters.setLastStatus(shell.fail(String.valueOf(e.getMessage())));
        }
    }

    /** True for a command of the shell's own that starts a service. */
    private boolean startsByItself(Script.Item item) {
        List<Script.Command> commands = item.first().commands();
        return item.rest().isEmpty() && commands.size() == 1
                && commands.getFirst() instanceof Script.Simple simple
                && !simple.words().isEmpty()
                && shell.isStarter(simple.words().getFirst().toString());
    }

    int runAndOr(Script.Item item) {
        parameters.setLastStatus(runPipeline(item.first()));
        for (Script.Link link : item.rest()) {
            if (link.onSuccess() == (parameters.lastStatus() == 0) && !shell.isDiverted()) {
                parameters.setLastStatus(runPipeline(link.pipeline()));
            }
        }
        return parameters.lastStatus();
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
            PipelineRun run = new PipelineRun(shell, false);
            boolean started = run.start(commands);
            status = launcher.await(run, started, pipeline.source());
        }
        if (pipeline.negated()) {
            return status == 0 ? 1 : 0;
        }
        return status;
    }

    private int runCompound(Script.Compound compound, String source) {
        if (compound.clause() instanceof Script.Subshell) {
            return launcher.runTask(child -> child.executor().execute(compound), source);
        }
        try (SavedDescriptors saved = new SavedDescriptors(libc)) {
            return redirect(compound, saved) ? shell.compounds().run(compound.clause()) : Shell.WRONG_INPUT;
        }
    }

    /** Runs a command here if it is the shell's own, and otherwise as a task. */
    private int runSimple(Script.Simple command, String source) {
        substitutionStatus = 0;
        List<String> argv = expansion().fields(command.words());
        if (!argv.isEmpty() && argv.getFirst().equals("exec")) {
            return runExec(command, argv.subList(1, argv.size()));
        }
        Shell.Builtin builtin = builtin(argv);
        if (builtin == null) {
            return shell.isService(argv.getFirst())
                    ? launcher.startJob(source, child -> child.executor().execute(command, argv), true)
                    : launcher.runTask(child -> child.executor().execute(command, argv), source);
        }
        try (SavedDescriptors saved = new SavedDescriptors(libc)) {
            if (!redirect(command, saved)) {
                return 1;
            }
            assign(command, false);
            return builtin.run(shell, argv);
        }
    }

    /** {@code exec}: what it opens stays open, and what it executes takes the shell's place. */
    private int runExec(Script.Simple command, List<String> argv) {
        if (!redirect(command, _ -> {})) {
            shell.endUnlessInteractive();
            return Shell.WRONG_INPUT;
        }
        assign(command, !argv.isEmpty());
        if (argv.isEmpty()) {
            return substitutionStatus;
        }
        int status = exec(argv, "exec: ");
        shell.endUnlessInteractive();
        return status;
    }

    /** What does a command in this very task, or null if a file is to be executed; a command of no words is done already. */
    private Shell.@Nullable Builtin builtin(List<String> argv) {
        return argv.isEmpty() ? (_, _) -> substitutionStatus : shell.lookup(argv.getFirst());
    }

    /** Runs a command in this clone of the shell, which ends with it. */
    int execute(Script.Command command) {
        try {
            return switch (command) {
                case Script.Simple simple -> execute(simple, expansion().fields(simple.words()));
                case Script.Compound compound ->
                    redirect(compound, _ -> {}) ? shell.compounds().run(compound.clause()) : Shell.WRONG_INPUT;
            };
        } catch (ExpansionException e) {
            return shell.fail(String.valueOf(e.getMessage()));
        }
    }

    int execute(Script.Simple command, List<String> argv) {
        if (!argv.isEmpty() && argv.getFirst().equals("exec")) {
            return runExec(command, argv.subList(1, argv.size()));
        }
        if (!redirect(command, _ -> {})) {
            return 1;
        }
        assign(command, true);
        Shell.Builtin builtin = builtin(argv);
        if (builtin != null) {
            return builtin.run(shell, argv);
        }
        return exec(argv, "");
    }

    int exec(List<String> argv, String by) {
        String file = argv.getFirst();
        int _ = libc.execvpe(file, argv, parameters.variables().environment());
        boolean missing = libc.errno() == Errno.ENOENT.number();
        if (missing && !by.isEmpty()) {
            shell.complain(by + file + ": " + shell.notFound());
        } else if (missing && !file.contains("/")) {
            libc.dprintf(Libc.STDERR_FILENO, "%s: %s\n", file, shell.notFound());
        } else {
            libc.perror(shell.name() + ": " + file);
        }
        return missing ? NOT_FOUND : NOT_EXECUTABLE;
    }

    /** Opens what a command gets, or says what cannot be opened. */
    private boolean redirect(Script.Command command, Redirection.Before before) {
        for (Redirection redirection : command.redirections()) {
            String target = expansion().value(redirection.target());
            before.about(redirection.fd());
            if (!redirection.apply(libc, target)) {
                libc.perror(shell.name() + ": " + target);
                return false;
            }
        }
        return true;
    }

    private void assign(Script.Simple command, boolean export) {
        for (Script.Assignment assignment : command.assignments()) {
            parameters.variables().set(assignment.name(), expansion().value(assignment.value()));
            if (export) {
                parameters.variables().export(assignment.name());
            }
        }
    }

    Expansion expansion() {
        return new Expansion(
                parameters::value, parameters.arguments(), this::output, pattern -> Glob.expand(libc, pattern));
    }

    /** What commands write in a clone of the shell, without the ends of lines at its end. */
    private String output(Script script) {
        int[] pipe = libc.pipe();
        if (pipe == null) {
            libc.perror(shell.name() + ": pipe");
            substitutionStatus = 1;
            return "";
        }
        PipelineRun run = new PipelineRun(shell, false);
        boolean started = run.start(child -> {
            child.libc().dup2(pipe[1], Libc.STDOUT_FILENO);
            child.libc().close(pipe[0]);
            child.libc().close(pipe[1]);
            return child.executor().run(script);
        });
        libc.close(pipe[1]);
        if (shell.isInteractive() && started) {
            launcher.setForeground(run.pids().getFirst());
        }
        String text = drain(pipe[0]);
        libc.close(pipe[0]);
        substitutionStatus = launcher.await(run, started, "$()");
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
            libc.dprintf(Libc.STDERR_FILENO, "%s: command substitution: %s\n", shell.name(), Errno.ENOMEM.message());
        }
        return Utf8.decode(text.toByteArray()).replace("\0", "");
    }
}
