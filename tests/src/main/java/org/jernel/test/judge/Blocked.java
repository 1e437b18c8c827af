package org.jernel.test.judge;

import java.util.OptionalLong;

import org.jernel.syscall.Errno;

/** A call that was seen to block or may block; what it came to is recorded when the scenario asks. */
public final class Blocked {

    private final Task task;
    private final Pending pending;
    private final Call call;
    private final long[] args;

    Blocked(Task task, Pending pending, Call call, long[] args) {
        this.task = task;
        this.pending = pending;
        this.call = call;
        this.args = args.clone();
    }

    /** Waits for the call to succeed. */
    public long succeeds() {
        return task.succeeded(pending.await(), call, args);
    }

    public void returns(long expected) {
        task.gave(expected, pending.await(), call, args);
    }

    public void fails(Errno expected) {
        returns(expected.negated());
    }

    /**
     * Waits until the call sleeps or has returned: nothing while it sleeps, else the result, which is then recorded. To be
     * asked until it tells a result, and not again.
     */
    public OptionalLong settled() {
        if (task.kernelTask().sleepsIn(pending)) {
            return OptionalLong.empty();
        }
        long result = pending.await();
        task.record(result, call, args);
        return OptionalLong.of(result);
    }

    public boolean isDone() {
        return pending.isDone();
    }

    /** Asserts that the call still blocks after what has happened since. */
    public void staysBlocked() {
        task.kernelTask().awaitBlocked(pending);
    }
}
