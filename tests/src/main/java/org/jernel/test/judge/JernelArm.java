package org.jernel.test.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.console.Console;
import org.jernel.kernel.console.ConsoleBackend;
import org.jernel.syscall.tbl.SyscallTables;
import org.jspecify.annotations.Nullable;

/** A kernel of ours, booted for one scenario. Closing it fails the scenario if the kernel oopsed. */
final class JernelArm implements SyscallKernel {

    private static final int UNPRIVILEGED_PORT_START = 1024;

    private final Kernel kernel;
    private final Console console;
    private final AtomicLong stackPointers = new AtomicLong();
    private final List<JernelTask> tasks = new ArrayList<>();

    private JernelArm(KernelConfig config) {
        kernel = Kernel.boot(config.withSyscallTable(SyscallTables.recentTable()));
        console = new Console(kernel.clock(), new Silence());
        kernel.onClose(console);
    }

    @Override
    public KernelTask spawn() {
        return adopt(JernelTask.spawn(this, kernel, console.openStdio()));
    }

    synchronized JernelTask adopt(JernelTask task) {
        tasks.add(task);
        return task;
    }

    /** What a child is cloned with: no address, but a number of its own. */
    long nextStackPointer() {
        return stackPointers.incrementAndGet();
    }

    @Override
    public int unprivilegedPortStart() {
        return UNPRIVILEGED_PORT_START;
    }

    @Override
    public void close() {
        try {
            tasks.forEach(JernelTask::close);
        } finally {
            kernel.close();
        }
        if (kernel.oopsCount() != 0) {
            throw new AssertionError("the kernel oopsed: " + kernel.printk().records());
        }
    }

    /** What descriptors 0, 1 and 2 are: they say nothing and hear nothing. */
    private record Silence() implements ConsoleBackend {

        @Override
        public void write(byte[] bytes, int offset, int length) {}

        @Override
        public byte @Nullable [] readLine() {
            return null;
        }
    }

    /** Our own TCP, as a service. */
    public static final class Hermetic implements ArmProvider {

        @Override
        public Arm arm() {
            return Arm.HERMETIC;
        }

        @Override
        public @Nullable String unavailable() {
            return null;
        }

        @Override
        public SyscallKernel boot() {
            return new JernelArm(KernelConfig.hermetic());
        }
    }

    /** The host's network, as a service. */
    public static final class Wire implements ArmProvider {

        @Override
        public Arm arm() {
            return Arm.WIRE;
        }

        @Override
        public @Nullable String unavailable() {
            return null;
        }

        @Override
        public SyscallKernel boot() {
            return new JernelArm(KernelConfig.wire());
        }
    }
}
