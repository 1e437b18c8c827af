package org.jernel.user;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.console.Console;
import org.jernel.kernel.console.ConsoleDevice;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.user.libc.Program;
import org.jernel.user.libc.ProgramImage;

import static org.assertj.core.api.Assertions.assertThat;

/** A kernel with a console, for a test; closing it fails if the kernel oopsed. */
public final class Machine implements AutoCloseable {

    private final Kernel kernel;
    private final ScriptedConsole terminal = new ScriptedConsole();
    private final Console console;

    private Machine(KernelConfig config) {
        kernel = Kernel.boot(config);
        console = new Console(kernel.clock(), terminal);
        kernel.onClose(console);
        kernel.get(ConsoleDevice.class).attach(console);
    }

    public static Machine hermetic() {
        return new Machine(KernelConfig.hermetic());
    }

    public static Machine boot(KernelConfig config) {
        return new Machine(config);
    }

    public Kernel kernel() {
        return kernel;
    }

    public ScriptedConsole terminal() {
        return terminal;
    }

    public Task start(Program program, String... argv) {
        return kernel.spawn(argv[0], kernel.get(ConsoleDevice.class).openStdio(),
                new ProgramImage(program, List.of(argv)));
    }

    /** Types what means this signal, as Ctrl-C. */
    public void type(Signal signal) {
        kernel.get(ConsoleDevice.class).type(signal);
    }

    /** Runs a program to its end. Returns its wait status. */
    public int run(Program program, String... argv) throws InterruptedException {
        return start(program, argv).join();
    }

    /** Waits until the tasks that nobody waits for have ended too. */
    public void awaitNoTasks() {
        while (!kernel.tasks().list().isEmpty()) {
            LockSupport.parkNanos(1);
        }
    }

    @Override
    public void close() {
        kernel.close();
        assertThat(kernel.oopsCount()).as("oopses").isZero();
    }
}
