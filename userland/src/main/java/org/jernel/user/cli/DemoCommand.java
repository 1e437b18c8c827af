package org.jernel.user.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

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

    @Mixin private final Output output = new Output();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = output.writer();
        try (Kernel kernel = Kernel.boot(kernelOptions.config())) {
            Console console = new Console(kernel.clock(), new PrinterConsole(out));
            kernel.onClose(console);
            Transcript transcript = new Transcript(out);
            kernel.syscalls().addHook(nr -> true, transcript);
            CountDownLatch listening = new CountDownLatch(1);
            kernel.syscalls().addHook(kernel.syscalls().nameToNr("listen"), new SyscallHook() {
                @Override
                public void exit(SyscallFrame frame) {
                    listening.countDown();
                }
            });
            Task server = start(kernel, console, new Replyhi(), List.of("replyhi", "1"), listening);
            listening.await();
            Task client = start(kernel, console, new Hello(), List.of("hello"), new CountDownLatch(0));
            int clientCode = JernelCommand.exitCode(client.join());
            if (clientCode != 0) {
                server.sendSignal(Signal.SIGTERM.number());
            }
            int serverCode = JernelCommand.exitCode(server.join());
            transcript.summary(server);
            transcript.summary(client);
            out.flush();
            return Math.max(clientCode, serverCode);
        }
    }

    /** @param ended counted down when the program ends, so that nobody waits for what a failed one will not do */
    private static Task start(
            Kernel kernel, Console console, Program program, List<String> argv, CountDownLatch ended) {
        Program told = (libc, args) -> {
            try {
                return program.main(libc, args);
            } finally {
                ended.countDown();
            }
        };
        return kernel.spawn(argv.getFirst(), console.openStdio(), new ProgramImage(told, argv));
    }
}
