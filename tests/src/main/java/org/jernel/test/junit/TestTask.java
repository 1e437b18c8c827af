package org.jernel.test.junit;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.NonLocalExit;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.ProgramImage;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;

/** A task whose program is a test method: only so can the method make system calls. */
final class TestTask {

    private final BlockingQueue<Optional<Runnable>> bodies = new LinkedBlockingQueue<>();
    private final CompletableFuture<Libc> libc = new CompletableFuture<>();
    private final Task task;
    private final int inherited;

    TestTask(Kernel kernel, FdTable stdio) {
        inherited = stdio.size();
        task = kernel.spawn("test", stdio, new ProgramImage(this::main, List.of("test")));
    }

    private int main(Libc own, List<String> argv) {
        libc.complete(own);
        try {
            for (var body = bodies.take(); body.isPresent(); body = bodies.take()) {
                body.get().run();
            }
        } catch (InterruptedException e) {
            // A signal killed the task, or the kernel closes.
        }
        return 0;
    }

    Libc libc() {
        return libc.join();
    }

    /** Runs a test method in the task. */
    void run(Invocation<Void> method) throws Throwable {
        var done = new CompletableFuture<Void>();
        bodies.add(Optional.of(() -> {
            try {
                done.complete(method.proceed());
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        }));
        try {
            done.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof NonLocalExit exit
                    ? new AssertionError("the test's task was ended in a system call", exit)
                    : e.getCause();
        }
    }

    /** Ends the task and tells how many descriptors it left open. */
    int end() throws InterruptedException {
        int open = task.files().size();
        bodies.add(Optional.empty());
        task.join();
        return Math.max(0, open - inherited);
    }
}
