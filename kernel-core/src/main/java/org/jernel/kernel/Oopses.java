package org.jernel.kernel;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

import org.jernel.kernel.panic.Taint;
import org.jernel.kernel.panic.Taints;
import org.jernel.kernel.printk.Printk;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.TaskFaults;
import org.jernel.syscall.Errno;
import org.jernel.syscall.SyscallDefinition;
import org.jernel.syscall.SyscallEvents;
import org.jernel.syscall.SyscallMetadata;
import org.jspecify.annotations.Nullable;

import static org.jernel.kernel.printk.Printk.KERN_CRIT;
import static org.jernel.kernel.printk.Printk.KERN_DEBUG;
import static org.jernel.kernel.printk.Printk.KERN_ERR;
import static org.jernel.kernel.printk.Printk.KERN_WARNING;

/**
 * What goes wrong in a kernel, as tasks and the system call table tell it: counted and logged. Modelled on
 * {@code kernel/panic.c}.
 */
final class Oopses implements TaskFaults, SyscallEvents {

    /** A program that recurses without end must not turn the whole ring over. */
    private static final int FRAMES = 64;

    private final Printk printk;
    private final Taints taints;
    private final AtomicInteger count = new AtomicInteger();

    Oopses(Printk printk, Taints taints) {
        this.printk = printk;
        this.taints = taints;
    }

    int count() {
        return count.get();
    }

    void report(String where, Throwable cause) {
        count.incrementAndGet();
        log(KERN_CRIT, "Oops in %s: %s\n", where, cause);
        printk.printkDeferred(KERN_CRIT + "%s\n", taints.print());
        boolean _ = taints.add(Taint.DIE);
    }

    /** Runs code of others, the cause's {@code toString} and the host's log: what they throw must not stop the caller. */
    void log(String level, String format, Object where, Throwable cause) {
        try {
            printk.printkDeferred(level + format, where, cause);
            StackTraceElement[] frames = cause.getStackTrace();
            for (int i = 0; i < Math.min(frames.length, FRAMES); i++) {
                printk.printkDeferred(level + "  %s\n", frames[i]);
            }
            if (frames.length > FRAMES) {
                printk.printkDeferred(level + "  ... %d more\n", frames.length - FRAMES);
            }
        } catch (RuntimeException | Error unprintable) {
            // there is nowhere left to tell it
        }
    }

    @Override
    public void oops(Task task, Throwable cause) {
        report(task.toString(), cause);
    }

    @Override
    public void segfault(Task task, Throwable cause) {
        if (printk.printkDeferredRatelimit()) {
            log(KERN_ERR, "%s: segfault: %s\n", task, cause);
        }
    }

    @Override
    public void unimplemented(long nr, @Nullable String name) {
        printk.printkDeferred(
                KERN_WARNING + "%s: unimplemented system call %ld (%s)\n",
                Task.currentOrNull(),
                nr,
                name == null ? "no such row" : name);
    }

    @Override
    public void manyUnimplemented() {
        printk.printkDeferred(KERN_WARNING + "more unimplemented system calls: no further number is listed\n");
    }

    @Override
    public long oops(long nr, @Nullable SyscallMetadata metadata, long[] args, Throwable cause) {
        Task task = Task.currentOrNull();
        report("%s in %s%s".formatted(task, metadata == null ? nr : metadata.name(), Arrays.toString(args)), cause);
        if (task == null) {
            return Errno.EFAULT.negated();
        }
        throw task.doExit(Signal.SIGSEGV.number());
    }

    @Override
    public void unbound(SyscallDefinition definition) {
        printk.printkDeferred(KERN_DEBUG + "no row of the table enters sys_%s\n", definition.metadata().name());
    }
}
