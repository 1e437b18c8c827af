package org.jernel.user.libc;

import java.util.List;

import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.UserMode;
import org.jspecify.annotations.Nullable;

/** A program that the kernel can run: what {@code execve} makes of a file. */
public final class ProgramImage implements UserMode {

    private final ProgramText text = new ProgramText();
    private final Program program;
    private final List<String> argv;

    /** Makes the image of a program that is executed: its arguments are on its stack. */
    public ProgramImage(Program program) {
        this(program, List.of());
    }

    /** Makes the image of a program that the embedder starts; {@code argv} begins with the program's name. */
    public ProgramImage(Program program, List<String> argv) {
        this.program = program;
        this.argv = List.copyOf(argv);
    }

    @Override
    public List<String> argv() {
        return argv;
    }

    @Override
    public boolean isDebugger() {
        return program instanceof DebuggerProgram;
    }

    @Override
    public int run(Task task) {
        long startStack = task.mm().arguments().startStack();
        text.setStartStack(startStack);
        Libc libc = new Libc(task, text, startStack);
        List<String> words = libc.argv();
        int code = program.main(libc, words);
        boolean told = libc.checkOutput(words.isEmpty() ? "" : words.getFirst());
        return exitGroup(task, code == 0 && !told ? 1 : code);
    }

    @Override
    public int runClone(Task child, long stackPointer) {
        Libc libc = new Libc(child, text, stackPointer);
        long address = libc.loadLong(stackPointer);
        CloneFunction function = orCrash(child, text.at(address, CloneFunction.class));
        text.remove(address);
        return exitGroup(child, function.run(libc));
    }

    /** What a C runtime does when main returns; a table without the call leaves the end to the kernel. */
    private static int exitGroup(Task task, int code) {
        long _ = task.syscall(Unistd.EXIT_GROUP, code, 0, 0, 0, 0, 0);
        return code;
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
