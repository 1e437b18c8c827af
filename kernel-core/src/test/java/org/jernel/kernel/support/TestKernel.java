package org.jernel.kernel.support;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.UserMode;
import org.jernel.kernel.time.KernelClock;
import org.jernel.syscall.NonLocalExit;
import org.jspecify.annotations.Nullable;

/** A kernel that runs lambdas as programs, and fails a test that one of them fails. */
public final class TestKernel implements AutoCloseable {

    /** What a task runs. */
    @FunctionalInterface
    public interface Program {

        int run(User user) throws Exception;
    }

    private final Kernel kernel;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    public TestKernel() {
        this(KernelConfig.hermetic());
    }

    public TestKernel(KernelClock clock) {
        this(KernelConfig.hermetic().withClock(clock));
    }

    public TestKernel(KernelConfig config) {
        kernel = Kernel.boot(config);
    }

    public Kernel kernel() {
        return kernel;
    }

    /** Runs a program to its end. Returns its wait status. */
    public int run(Program program) throws InterruptedException {
        return join(start(new FdTable(), program));
    }

    /** Runs a program that has these descriptors to its end. Returns its wait status. */
    public int run(FdTable files, Program program) throws InterruptedException {
        return join(start(files, program));
    }

    public Task start(Program program) {
        return start(new FdTable(), program);
    }

    public Task start(FdTable files, Program program) {
        return kernel.spawn("test", files, new Lambdas(program));
    }

    /** Starts the program that the kernel is booted for. */
    public Task startInit(Program program) {
        return kernel.spawnInit("init", new FdTable(), new Lambdas(program));
    }

    /** Waits for a task's end and fails if any program has failed. Returns its wait status. */
    public int join(Task task) throws InterruptedException {
        int status = task.join();
        rethrow();
        return status;
    }

    private void rethrow() {
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new AssertionError("a program failed", thrown);
        }
    }

    /** Ends every task; fails if the kernel has had an oops. */
    @Override
    public void close() {
        kernel.close();
        rethrow();
        if (kernel.oopsCount() != 0) {
            throw new AssertionError("the kernel had " + kernel.oopsCount() + " oopses");
        }
    }

    /** User mode whose addresses of handlers and stacks stand for lambdas. */
    final class Lambdas implements UserMode {

        private final Program program;
        private final AtomicLong nextAddress = new AtomicLong(0x1000);
        private final Map<Long, Program> code = new ConcurrentHashMap<>();

        Lambdas(Program program) {
            this.program = program;
        }

        long addressOf(Program function) {
            long address = nextAddress.getAndAdd(16);
            code.put(address, function);
            return address;
        }

        @Override
        public int run(Task task) {
            return run(task, program);
        }

        @Override
        public int runClone(Task child, long stackPointer) {
            return run(child, code.get(stackPointer));
        }

        @Override
        public void handleSignal(Task task, int signo, long handler) {
            run(task, code.get(handler));
        }

        private int run(Task task, @Nullable Program function) {
            if (function == null) {
                throw new AssertionError("a jump to where no code is");
            }
            try {
                return function.run(new User(task, this));
            } catch (NonLocalExit exit) {
                throw exit;
            } catch (Throwable e) {
                if (!task.signalPending()) {
                    failure.compareAndSet(null, e);
                }
                throw new IllegalStateException(e);
            }
        }
    }
}
