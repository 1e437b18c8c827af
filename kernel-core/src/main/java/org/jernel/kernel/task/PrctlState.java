package org.jernel.kernel.task;

/** What {@code prctl} keeps of a task beside its name and credentials; the task's own to change. */
public final class PrctlState {

    private volatile boolean noNewPrivs;
    private volatile boolean dumpable = true;
    private volatile int parentDeathSignal;

    PrctlState() {}

    /** A child has all of it but the signal. */
    PrctlState forChild() {
        PrctlState child = new PrctlState();
        child.noNewPrivs = noNewPrivs;
        child.dumpable = dumpable;
        return child;
    }

    /** True once executing a file gives the task no right any more that it lacks. */
    public boolean noNewPrivs() {
        return noNewPrivs;
    }

    /** There is no way back. {@code task_set_no_new_privs}. */
    public void setNoNewPrivs() {
        noNewPrivs = true;
    }

    public boolean isDumpable() {
        return dumpable;
    }

    public void setDumpable(boolean value) {
        dumpable = value;
    }

    /** The signal that the task gets when its parent ends, 0 for none. {@code pdeath_signal}. */
    public int parentDeathSignal() {
        return parentDeathSignal;
    }

    public void setParentDeathSignal(int signo) {
        parentDeathSignal = signo;
    }
}
