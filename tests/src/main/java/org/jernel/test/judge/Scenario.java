package org.jernel.test.judge;

/** One run of a scenario on one arm: a booted kernel, its tasks, and the recording of what they saw. */
public final class Scenario implements AutoCloseable {

    private final SyscallKernel kernel;
    private final Recording recording = new Recording();
    private int tasks;

    /** A run on a kernel that was booted for it. */
    public Scenario(SyscallKernel kernel) {
        this.kernel = kernel;
    }

    public SyscallKernel kernel() {
        return kernel;
    }

    /** A new task with nothing open above 2. */
    public Task task() {
        return adopt(kernel.spawn());
    }

    Task adopt(KernelTask task) {
        tasks++;
        return new Task(this, "t" + tasks, task);
    }

    public Recording recording() {
        return recording;
    }

    @Override
    public void close() {
        kernel.close();
    }
}
