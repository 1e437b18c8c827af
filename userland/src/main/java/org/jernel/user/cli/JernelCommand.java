package org.jernel.user.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.console.Console;
import org.jernel.kernel.console.ConsoleDevice;
import org.jernel.kernel.reboot.Shutdown;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.user.libc.Program;
import org.jernel.user.libc.ProgramImage;
import org.jernel.user.menuos.FaithfulMenuOs;
import org.jernel.user.menuos.MenuOs;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

import static java.nio.charset.StandardCharsets.UTF_8;

/** {@code jernel}: the MenuOS shell on the terminal; its subcommands are the rest. */
@Command(
        name = "jernel",
        description = "Boots a kernel in this JVM and opens the MenuOS shell.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {DemoCommand.class, SyscallsCommand.class})
public final class JernelCommand implements Callable<Integer> {

    @Mixin private final KernelOptions kernelOptions = new KernelOptions();

    @Mixin private final OutputOptions output = new OutputOptions();

    @Option(names = "--faithful",
            description = "Behave as the lab's own code does, slips and all.") private boolean faithful;

    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().setOut(new PrintWriter(System.out, true, UTF_8)).execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new JernelCommand())
                .setExecutionStrategy(JernelCommand::run)
                .setExecutionExceptionHandler(new OneLineErrors())
                .setParameterExceptionHandler(new OneLineErrors());
    }

    /** The shell's options mean nothing to a subcommand, which has its own: better refused than taken and forgotten. */
    private static int run(ParseResult parsed) {
        if (parsed.hasSubcommand() && !parsed.matchedOptions().isEmpty()) {
            String option = parsed.matchedOptions().getFirst().longestName();
            String subcommand = parsed.subcommand().commandSpec().name();
            throw new ParameterException(
                    parsed.commandSpec().commandLine(),
                    "%s stands before %s, where it means nothing; put it behind".formatted(option, subcommand));
        }
        return new RunLast().execute(parsed);
    }

    @Override
    public Integer call() throws Exception {
        try (TerminalConsole terminal = TerminalConsole.open(MenuOs.COMMANDS)) {
            Shutdown how;
            do {
                Kernel kernel = kernelOptions.boot(output.consoleLogLevel());
                try (kernel) {
                    runShell(kernel, terminal);
                }
                how = kernel.awaitShutdown();
            } while (how instanceof Shutdown.Restart);
            return how instanceof Shutdown.InitExited init ? exitCode(init.status()) : 0;
        }
    }

    private void runShell(Kernel kernel, TerminalConsole terminal) throws InterruptedException {
        Console console = new Console(kernel.clock(), terminal);
        kernel.onClose(console);
        ConsoleDevice device = kernel.get(ConsoleDevice.class);
        device.attach(console);
        Program shell = faithful ? new FaithfulMenuOs() : Init::main;
        Task task = kernel.spawnInit("menuos", device.openStdio(), new ProgramImage(shell, List.of("menuos")));
        terminal.onInterrupt(() -> device.type(Signal.SIGINT));
        terminal.onSuspend(() -> device.type(Signal.SIGTSTP));
        int _ = task.join();
    }

    /** The code that a shell would show: the program's own, or 128 and the signal that ended it. */
    static int exitCode(int waitStatus) {
        int signal = waitStatus & 0x7f;
        return signal == 0 ? waitStatus >> 8 & 0xff : 128 + signal;
    }
}
