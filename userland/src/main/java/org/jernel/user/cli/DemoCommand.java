package org.jernel.user.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.console.Console;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.SyscallFrame;
import org.jernel.syscall.SyscallHook;
import org.jernel.user.bin.Hello;
import org.jernel.user.bin.Replyhi;
import org.jernel.user.libc.Program;
import org.jernel.user.libc.ProgramImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code jernel demo}: the lab in one go, with every system call that its two sides make. */
@Command(
        name = "demo",
        description = "Runs replyhi and hello as two tasks and prints what they say and which system calls they make.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    @Mixin private final KernelOptions kernelOptions = new KernelOptions();

    @Mixin private final OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = output.writer();
        try (Kernel kernel = kernelOptions.boot(output.consoleLogLevel())) {
            Console console = new Console(kernel.clock(), new PrinterConsole(out));
            kernel.onClose(console);
            Transcript transcript = new Transcript(out);
            kernel.syscalls().addHook(nr -> true, transcript);
            CompletableFuture<Boolean> listening = new CompletableFuture<>();
            kernel.syscalls().addHook(kernel.syscalls().nameToNr("listen"), new SyscallHook() {
                @Override
                public void exit(SyscallFrame frame) {
                    listening.complete(frame.result() == 0);
                }
            });
            Program replyhi = new Replyhi();
            Task server = start(kernel, console, List.of("replyhi", "1"), (libc, argv) -> {
                int code = replyhi.main(libc, argv);
                listening.complete(false);
                return code;
            });
            int code = listening.get() ? greet(kernel, console, transcript, server) : 0;
            code = Math.max(code, JernelCommand.exitCode(server.join()));
            transcript.summary(server);
            OutputOptions.finish(out);
            return code;
        }
    }

    private static int greet(Kernel kernel, Console console, Transcript transcript, Task server)
            throws InterruptedException {
        Task client = start(kernel, console, List.of("hello"), new Hello());
        int code = JernelCommand.exitCode(client.join());
        transcript.summary(client);
        if (code != 0) {
            server.sendSignal(Signal.SIGTERM.number());
        }
        return code;
    }

    private static Task start(Kernel kernel, Console console, List<String> argv, Program program) {
        return kernel.spawn(argv.getFirst(), console.openStdio(), new ProgramImage(program, argv));
    }
}
