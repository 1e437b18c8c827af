package org.jernel.test.judge;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.UserMode;

import static java.util.Objects.requireNonNull;

/** The program of a {@link JernelTask}: makes the calls that the scenario's thread submits, until it is told to end. */
final class JernelProgram implements UserMode {

    private static final int REGISTERS = 6;

    private final BlockingQueue<Optional<Call>> calls = new LinkedBlockingQueue<>();

    /**
     * By their stack pointers: the kernel runs the children of children by the first ancestor's program, and they may begin
     * in another order than they were made.
     */
    private final Map<Long, JernelProgram> descendants;

    JernelProgram() {
        this(new ConcurrentHashMap<>());
    }

    private JernelProgram(Map<Long, JernelProgram> descendants) {
        this.descendants = descendants;
    }

    /** A program for the child that is cloned with this stack pointer. */
    JernelProgram newChild(long stackPointer) {
        var child = new JernelProgram(descendants);
        descendants.put(stackPointer, child);
        return child;
    }

    Pending submit(Supplier<String> dump, long nr, long... args) {
        var call = new Call(nr, Arrays.copyOf(args, REGISTERS), dump);
        calls.add(Optional.of(call));
        return call;
    }

    void end() {
        calls.add(Optional.empty());
    }

    @Override
    public int run(Task task) {
        try {
            for (var next = calls.take(); next.isPresent(); next = calls.take()) {
                next.get().make(task);
            }
        } catch (InterruptedException e) {
            // The kernel closes and wants its tasks to end.
        }
        return 0;
    }

    @Override
    public int runClone(Task child, long stackPointer) {
        return requireNonNull(descendants.remove(stackPointer)).run(child);
    }

    /** A signal's only use here is to end a sleep. */
    @Override
    public void handleSignal(Task task, int signo, long handler) {}

    /** A call on its way: made by the task's own thread, awaited by the scenario's. */
    private static final class Call implements Pending {

        private final long nr;
        private final long[] args;
        private final Supplier<String> dump;
        private final CompletableFuture<Long> result = new CompletableFuture<>();

        Call(long nr, long[] args, Supplier<String> dump) {
            this.nr = nr;
            this.args = args;
            this.dump = dump;
        }

        void make(Task task) {
            try {
                result.complete(task.syscall(nr, args[0], args[1], args[2], args[3], args[4], args[5]));
            } catch (Throwable e) {
                result.completeExceptionally(e);
                throw e;
            }
        }

        @Override
        public boolean isDone() {
            return result.isDone();
        }

        @Override
        public long await() {
            try {
                return result.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                throw new AssertionError("no result: " + dump.get(), e);
            } catch (ExecutionException e) {
                throw new AssertionError("the kernel failed: " + dump.get(), e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted: " + dump.get(), e);
            }
        }
    }
}
