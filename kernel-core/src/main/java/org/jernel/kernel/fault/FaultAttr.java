package org.jernel.kernel.fault;

import java.util.concurrent.atomic.AtomicLong;

import org.jernel.kernel.KernelRandom;
import org.jernel.kernel.printk.Printk;
import org.jernel.kernel.task.FaultState;
import org.jernel.kernel.task.Task;

import static org.jernel.kernel.printk.Printk.KERN_NOTICE;

/** When a place of the kernel fails, as the files of its directory say. {@code struct fault_attr}. */
final class FaultAttr {

    private static final int PERCENT = 100;

    private final String name;
    private final Printk printk;
    private final KernelRandom random;

    final AtomicLong probability = new AtomicLong();
    final AtomicLong interval = new AtomicLong(1);

    /** How often it still fails; -1 for ever. */
    final AtomicLong times = new AtomicLong(1);

    final AtomicLong space = new AtomicLong();
    final AtomicLong verbose = new AtomicLong(2);
    private final AtomicLong count = new AtomicLong();
    private volatile boolean taskFilter;

    /** @param name of its directory */
    FaultAttr(String name, Printk printk, KernelRandom random) {
        this.name = name;
        this.printk = printk;
        this.random = random;
    }

    String name() {
        return name;
    }

    boolean filtersTasks() {
        return taskFilter;
    }

    void setTaskFilter(boolean on) {
        taskFilter = on;
    }

    /** Whether this time is one that fails: the task's own fail-nth decides before all else. {@code should_fail}. */
    public boolean shouldFail(long size) {
        Task task = Task.currentOrNull();
        FaultState state = task == null ? null : task.faultState();
        if (state != null && state.failNth() > 0) {
            state.setFailNth(state.failNth() - 1);
            return state.failNth() == 0 && fail();
        }
        if (probability.get() == 0 || times.get() == 0) {
            return false;
        }
        if (taskFilter && (state == null || !state.isMadeToFail())) {
            return false;
        }
        if (space.get() > size) {
            space.addAndGet(-size);
            return false;
        }
        if (interval.get() > 1 && count.incrementAndGet() % interval.get() != 0) {
            return false;
        }
        return random.getRandomBelow(PERCENT) < probability.get() && fail();
    }

    private boolean fail() {
        if (verbose.get() > 0) {
            printk.printkDeferred(
                    KERN_NOTICE + "FAULT_INJECTION: forcing a failure.\nname %s, interval %lu, probability %lu, "
                            + "space %ld, times %ld\n",
                    name, interval.get(), probability.get(), space.get(), times.get());
        }
        times.updateAndGet(left -> left > 0 ? left - 1 : left);
        return true;
    }
}
