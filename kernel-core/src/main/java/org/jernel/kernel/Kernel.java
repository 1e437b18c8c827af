package org.jernel.kernel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.mm.KernelMemory;
import org.jernel.kernel.printk.Printk;
import org.jernel.kernel.symbol.SymbolTable;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.Tasks;
import org.jernel.kernel.task.UserMode;
import org.jernel.kernel.time.KernelClock;
import org.jernel.kernel.time.TimerQueue;
import org.jernel.syscall.Errno;
import org.jernel.syscall.SyscallDefinition;
import org.jernel.syscall.SyscallEvents;
import org.jernel.syscall.SyscallMetadata;
import org.jernel.syscall.SyscallTable;
import org.jspecify.annotations.Nullable;

import static org.jernel.kernel.printk.Printk.KERN_CRIT;
import static org.jernel.kernel.printk.Printk.KERN_DEBUG;
import static org.jernel.kernel.printk.Printk.KERN_ERR;
import static org.jernel.kernel.printk.Printk.KERN_INFO;
import static org.jernel.kernel.printk.Printk.KERN_WARNING;

/**
 * A running kernel: boots in this JVM beside any number of others and gives everything back when it is closed.
 *
 * <p>Modelled on {@code init/main.c}.
 */
public final class Kernel implements AutoCloseable {

    private final KernelConfig config;
    private final Printk printk;
    private final KernelRandom random;
    private final TimerQueue timers;
    private final KernelMemory memory = new KernelMemory();
    private final SymbolTable symbols = new SymbolTable();
    private final Tasks tasks;
    private final SyscallTable syscalls;

    private final Map<Class<?>, Object> parts = new HashMap<>();
    private final Deque<AutoCloseable> onClose = new ArrayDeque<>();
    private final List<SyscallDefinition> definitions = new ArrayList<>();
    private final AtomicInteger oopses = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();

    private Kernel(KernelConfig config) {
        this.config = config;
        this.printk = new Printk(config.clock());
        Long seed = config.seed();
        this.random = new KernelRandom(seed == null ? ThreadLocalRandom.current().nextLong() : seed);
        this.timers = new TimerQueue("timers", config.clock(), e -> reportOops("a timer", e));
        this.tasks = new Tasks(config.clock(), memory, (task, e) -> reportOops(task.toString(), e));
        printk.printk(KERN_INFO + "Jernel booting, network %s\n", config.networkMode());
        runInitcalls();
        this.syscalls = SyscallTable.builder(config.syscallTable(), new Events())
                .define(definitions)
                .build();
        tasks.setTable(syscalls);
    }

    /** Boots a kernel: initcalls by level, then the system call table is bound. */
    public static Kernel boot(KernelConfig config) {
        return new Kernel(config);
    }

    private void runInitcalls() {
        ServiceLoader.load(Initcall.class, Kernel.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(Initcall::level).thenComparing(Initcall::name))
                .forEach(initcall -> initcall.init(this));
    }

    /** Adds handlers to bind; for initcalls only. */
    public void defineSyscalls(List<SyscallDefinition> handlers) {
        definitions.addAll(handlers);
    }

    /** Makes a part of the kernel known to others by its class; for initcalls only. */
    public <T> void register(Class<T> type, T part) {
        parts.put(type, part);
    }

    /** A part that an initcall registered. */
    public <T> T get(Class<T> type) {
        T part = type.cast(parts.get(type));
        if (part == null) {
            throw new IllegalStateException("this kernel has no " + type.getName());
        }
        return part;
    }

    /** Has {@code resource} closed when the kernel closes, after every task has ended, the newest first. */
    public void onClose(AutoCloseable resource) {
        onClose.push(resource);
    }

    /**
     * Starts a program as a task without a parent, with all rights.
     *
     * @param files its descriptors, which it owns from now on
     */
    public Task spawn(String comm, FdTable files, UserMode program) {
        return tasks.spawn(comm, Cred.ROOT, files, program);
    }

    /** Runs kernel code in a task of its own. {@code kthread_run}. */
    public Task kthreadRun(String comm, Runnable body) {
        return tasks.kthreadRun(comm, body);
    }

    public KernelConfig config() {
        return config;
    }

    public KernelClock clock() {
        return config.clock();
    }

    public TimerQueue timers() {
        return timers;
    }

    public KernelRandom random() {
        return random;
    }

    public Printk printk() {
        return printk;
    }

    public KernelMemory memory() {
        return memory;
    }

    public SymbolTable symbols() {
        return symbols;
    }

    public Tasks tasks() {
        return tasks;
    }

    public SyscallTable syscalls() {
        return syscalls;
    }

    /** How often kernel code has failed in a way that is no errno: 0 in a kernel without bugs. */
    public int oopsCount() {
        return oopses.get();
    }

    private void reportOops(String where, Throwable cause) {
        oopses.incrementAndGet();
        printk.printk(KERN_CRIT + "Oops in %s: %s\n", where, cause);
        for (StackTraceElement frame : cause.getStackTrace()) {
            printk.printk(KERN_CRIT + "  %s\n", frame);
        }
    }

    /** Ends every task, then every part, the newest first. Blocks until the last thread is gone. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        tasks.close();
        while (!onClose.isEmpty()) {
            AutoCloseable resource = onClose.pop();
            try {
                resource.close();
            } catch (Exception e) {
                printk.printk(KERN_ERR + "closing %s failed: %s\n", resource, e);
            }
        }
        timers.close();
    }

    /** What the table tells the kernel. */
    private final class Events implements SyscallEvents {

        @Override
        public void unimplemented(long nr, @Nullable String name) {
            printk.printk(
                    KERN_WARNING + "%s: unimplemented system call %d (%s)\n",
                    Task.currentOrNull(),
                    nr,
                    name == null ? "no such row" : name);
        }

        @Override
        public long oops(long nr, @Nullable SyscallMetadata metadata, long[] args, Throwable cause) {
            Task task = Task.currentOrNull();
            reportOops(
                    "%s in %s%s".formatted(task, metadata == null ? nr : metadata.name(), Arrays.toString(args)),
                    cause);
            if (task == null) {
                return Errno.EFAULT.negated();
            }
            throw task.doExit(Signal.SIGSEGV.number());
        }

        @Override
        public void unbound(SyscallDefinition definition) {
            printk.printk(KERN_DEBUG + "no row of the table enters sys_%s\n", definition.metadata().name());
        }
    }
}
