package org.jernel.user.libc;

import java.util.List;

import org.jernel.kernel.mm.AddressSpace;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.UserMode;
import org.jspecify.annotations.Nullable;

/** A program with its arguments, ready to be run by the kernel: what {@code execve} makes of a file. */
public final class ProgramImage implements UserMode {

    /** What lies above the first frame: arguments and environment would. */
    private static final long INITIAL_FRAME = 4096;

    private final ProgramText text = new ProgramText();
    private final Program program;
    private final List<String> argv;

    /** Makes an image; {@code argv} begins with the program's name. */
    public ProgramImage(Program program, List<String> argv) {
        this.program = program;
        this.argv = List.copyOf(argv);
    }

    @Override
    public int run(Task task) {
        Libc libc = new Libc(task, text, AddressSpace.STACK_TOP - INITIAL_FRAME);
        return program.main(libc, argv);
    }

    @Override
    public int runClone(Task child, long stackPointer) {
        Libc libc = new Libc(child, text, stackPointer);
        long address = libc.loadLong(stackPointer);
        CloneFunction function = orCrash(child, text.at(address, CloneFunction.class));
        text.remove(address);
        return function.run(libc);
    }

    @Override
    public void handleSignal(Task task, int signo, long handler) {
        orCrash(task, text.at(handler, SignalHandler.class)).handle(signo);
    }

    private static <T> T orCrash(Task task, @Nullable T function) {
        if (function == null) {
            throw task.doExit(Signal.SIGSEGV.number());
        }
        return function;
    }
}
