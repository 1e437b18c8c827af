package org.jernel.kernel.task;

/** Which faults are meant for a task: {@code fail_nth} and {@code make_it_fail} of {@code struct task_struct}. */
public final class FaultState {

    private volatile int failNth;
    private volatile boolean madeToFail;

    FaultState() {}

    /** A child is made to fail as its parent, and counts for itself. {@code dup_task_struct}. */
    FaultState forChild() {
        FaultState child = new FaultState();
        child.madeToFail = madeToFail;
        return child;
    }

    /** How many faults from now the task meets the one that happens; 0 for none. */
    public int failNth() {
        return failNth;
    }

    public void setFailNth(int nth) {
        failNth = nth;
    }

    /** Whether faults that are for some tasks only are for this one. */
    public boolean isMadeToFail() {
        return madeToFail;
    }

    public void setMadeToFail(boolean on) {
        madeToFail = on;
    }
}
