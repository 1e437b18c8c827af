package org.jernel.kernel;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;

import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.mm.KernelMemory;
import org.jernel.kernel.mm.PageAllocator;
import org.jernel.kernel.mm.VmCommitted;
import org.jernel.kernel.panic.Taints;
import org.jernel.kernel.printk.Printk;
import org.jernel.kernel.printk.Vsprintf;
import org.jernel.kernel.probe.Probes;
import org.jernel.kernel.reboot.Shutdown;
import org.jernel.kernel.security.Security;
import org.jernel.kernel.symbol.SymbolTable;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.Tasks;
import org.jernel.kernel.task.UserMode;
import org.jernel.kernel.time.KernelClock;
import org.jernel.kernel.time.TimerQueue;
import org.jernel.syscall.SyscallDefinition;
import org.jernel.syscall.SyscallTable;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;
import static org.jernel.kernel.printk.Printk.KERN_DEBUG;
import static org.jernel.kernel.printk.Printk.KERN_EMERG;
import static org.jernel.kernel.printk.Printk.KERN_ERR;
import static org.jernel.kernel.printk.Printk.KERN_INFO;
import static org.jernel.kernel.printk.Printk.KERN_WARNING;

/**
 * A running kernel: boots in this JVM beside any number of others and gives everything back when it is closed.
 *
 * <p>Modelled on {@code init/main.c}.
 */
public final class Kernel implements AutoCloseable {

    /** The signal in a wait status. */
    private static final int SIGNAL_MASK = 0x7f;

    private static final Duration TASKS_END_WITHIN = Duration.ofSeconds(5);

    private final KernelConfig config;
    private final Printk printk;
    private final KernelRandom random;
    private final TimerQueue timers;
    private final Probes probes = new Probes();
    private final KernelMemory memory = new KernelMemory(probes);
    private final VmCommitted committed;
    private final PageAllocator pages;
    private final SymbolTable symbols = new SymbolTable(probes);
    private final Security security = new Security(probes);
    private final Tasks tasks;
    private volatile @Nullable SyscallTable syscalls;

    /** Read by tasks while initcalls still write. */
    private final Map<Class<?>, Object> parts = new ConcurrentHashMap<>();
    private final Deque<AutoCloseable> onClose = new ArrayDeque<>();
    private final List<SyscallDefinition> definitions = new ArrayList<>();
    private final List<Runnable> afterBoot = new ArrayList<>();
    private final Taints taints = new Taints();
    private final Oopses oopses;

    /** Set by the first that brings the end about. */
    private final AtomicReference<@Nullable Shutdown> how = new AtomicReference<>();

    private final CompletableFuture<Shutdown> ended = new CompletableFuture<>();

    /** Guarded by {@link #onClose}. */
    private boolean closed;

    /** Ends the kernel where it has taken itself down. Set before {@link #ended} can complete. */
    private volatile @Nullable Thread shutdownThread;

    private Kernel(KernelConfig config) {
        this.config = config;
        Long seed = config.seed();
        this.random = new KernelRandom(seed == null ? ThreadLocalRandom.current().nextLong() : seed);
        Vsprintf formats =
                new Vsprintf(symbols.kallsyms(), random.getRandomLong(), () -> Task.capable(Cred.CAP_SYSLOG));
        this.printk = new Printk(config.clock(), formats, Kernel::currentPid, probes);
        printk.setConsoleLogLevel(config.consoleLogLevel());
        this.oopses = new Oopses(printk, taints);
        this.timers = new TimerQueue("timers", config.clock(), e -> oopses.report("a timer", e));
        this.committed = new VmCommitted(Math.min(config.memory(), Runtime.getRuntime().maxMemory()));
        this.pages = new PageAllocator(memory, committed, probes);
        this.tasks = new Tasks(config.clock(), memory, committed, security, oopses);
        register(Security.class, security);
        List.of(symbols.kallsyms(), printk, memory, security).forEach(symbols::export);
    }

    private static int currentPid() {
        Task task = Task.currentOrNull();
        return task == null ? 0 : task.pid();
    }

    /**
     * Boots a kernel: initcalls by level, then the system call table is bound. What a boot that fails has started is
     * closed before the exception comes out.
     */
    public static Kernel boot(KernelConfig config) {
        Kernel kernel = new Kernel(config);
        try {
            kernel.start();
        } catch (RuntimeException | Error e) {
            kernel.printk.printkDeferred(KERN_EMERG + "boot failed: %s\n", e);
            kernel.close();
            throw e;
        }
        return kernel;
    }

    private void start() {
        printk.printkDeferred(KERN_INFO + "Jernel booting, network %s\n", config.networkMode());
        ServiceLoader.load(Initcall.class, Kernel.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(Initcall::level).thenComparing(Initcall::name))
                .forEach(this::run);
        SyscallTable table = SyscallTable.builder(config.syscallTable(), oopses)
                .define(definitions)
                .build();
        // What the table has no number for is no part of that kernel.
        definitions.stream()
                .filter(definition -> table.nameToNr(definition.name()) >= 0)
                .forEach(definition -> symbols.kallsyms().add("__x64_sys_" + definition.name()));
        syscalls = table;
        tasks.setTable(table);
        afterBoot.forEach(Runnable::run);
    }

    private void run(Initcall initcall) {
        printk.printkDeferred(KERN_DEBUG + "initcall %s, level %s\n", initcall.name(), initcall.level());
        initcall.init(this);
    }

    /** Adds handlers to bind; for initcalls only. */
    public void defineSyscalls(List<SyscallDefinition> handlers) {
        definitions.addAll(handlers);
    }

    /** Has something done once the table is there; for initcalls only. */
    public void afterBoot(Runnable step) {
        afterBoot.add(step);
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

    /**
     * Has {@code resource} closed when the kernel closes, after every task has ended, the newest first; at once if the kernel
     * has been closed.
     */
    public void onClose(AutoCloseable resource) {
        synchronized (onClose) {
            if (!closed) {
                onClose.push(resource);
                return;
            }
        }
        close(resource);
    }

    /**
     * Starts a program as a task without a parent, with all rights.
     *
     * @param files its descriptors, which it owns from now on
     */
    public Task spawn(String comm, FdTable files, UserMode program) {
        return tasks.spawn(comm, Cred.ROOT, files, program);
    }

    /**
     * Starts the program that the kernel is booted for, as {@link #spawn} does. Signals that it has no handler for do not reach
     * it, not even SIGKILL. Where Linux panics, since init must not end, the kernel goes down at its end, and
     * {@link #awaitShutdown} tells {@link Shutdown.InitExited}.
     *
     * @param files its descriptors, which it owns from now on
     */
    public Task spawnInit(String comm, FdTable files, UserMode program) {
        return tasks.spawnInit(comm, Cred.ROOT, files, program, this::initExited);
    }

    /** An init that returns has done what the kernel was booted for; only one that dies is what Linux panics at. */
    private void initExited(int status) {
        boolean died = (status & SIGNAL_MASK) != 0;
        if (died && how.get() == null) {
            printk.printkDeferred(
                    KERN_EMERG + "Kernel panic - not syncing: Attempted to kill init! exitcode=0x%08x\n", status);
        }
        machineShutdown(new Shutdown.InitExited(status));
    }

    /** Runs kernel code in a task of its own. {@code kthread_run}. */
    public Task kthreadRun(String comm, Runnable body) {
        return tasks.kthreadRun(comm, body);
    }

    /** What it was booted with. */
    public KernelConfig config() {
        return config;
    }

    /** Its time: the host's, or one that a test moves. */
    public KernelClock clock() {
        return config.clock();
    }

    /** What is to happen later, in softirq context. */
    public TimerQueue timers() {
        return timers;
    }

    /** Its generator of random numbers, which {@link KernelConfig#withSeed} makes repeatable. */
    public KernelRandom random() {
        return random;
    }

    /** Its log. */
    public Printk printk() {
        return printk;
    }

    /** Its own addresses, as those of {@code __get_free_pages}. */
    public KernelMemory memory() {
        return memory;
    }

    /** The kernel's own pages. */
    public PageAllocator pages() {
        return pages;
    }

    /** What memory there is, and how much of it is promised. */
    public VmCommitted committed() {
        return committed;
    }

    /** What it exports to modules. {@code /proc/kallsyms}. */
    public SymbolTable symbols() {
        return symbols;
    }

    /** Its functions that can be watched, and who watches them. */
    public Probes probes() {
        return probes;
    }

    /** Its tasks by their pid, and how new ones are made. */
    public Tasks tasks() {
        return tasks;
    }

    /** The table; throws while the kernel is still booting. */
    public SyscallTable syscalls() {
        SyscallTable table = syscalls;
        if (table == null) {
            throw new IllegalStateException("no system call table yet: the kernel is still booting");
        }
        return table;
    }

    /** How often kernel code has failed in a way that is no errno: 0 in a kernel without bugs. */
    public int oopsCount() {
        return oopses.count();
    }

    /** What it is tainted by. */
    public Taints taints() {
        return taints;
    }

    Oopses oopses() {
        return oopses;
    }

    /**
     * Ends every task, then every part, the newest first. Blocks until the last thread is gone, also while the kernel goes
     * down of itself or another thread closes it; a program that cannot be ended is named in the log and left behind.
     *
     * @throws IllegalStateException in a task of this kernel, which would wait for itself
     */
    @Override
    public void close() {
        mustNotBeOwnTask();
        how.compareAndSet(null, new Shutdown.Closed());
        giveBack();
    }

    /**
     * Waits until the kernel has gone down, by a task's {@code reboot} or by {@link #close}, and all that it had is given
     * back. To boot anew is the caller's part.
     *
     * @return which of them it was
     * @throws IllegalStateException in a task of this kernel, which would wait for itself
     */
    public Shutdown awaitShutdown() throws InterruptedException {
        mustNotBeOwnTask();
        try {
            Shutdown shutdown = ended.get();
            Thread thread = shutdownThread;
            if (thread != null) {
                thread.join();
            }
            return shutdown;
        } catch (ExecutionException e) {
            throw new AssertionError("nothing completes it with an exception", e);
        }
    }

    private void mustNotBeOwnTask() {
        Task task = Task.currentOrNull();
        if (task != null && task.tasks() == tasks) {
            throw new IllegalStateException(task + " cannot wait for the end of the kernel that it runs in");
        }
    }

    /**
     * Stops every program at once and lets a thread of the kernel's own give back the rest, since the task that asks is
     * among what has to end. {@code machine_restart} and its sisters.
     */
    void machineShutdown(Shutdown shutdown) {
        if (how.compareAndSet(null, shutdown)) {
            tasks.refuseAndKill();
            Thread thread = Thread.ofPlatform().daemon().name("shutdown").unstarted(this::giveBack);
            shutdownThread = thread;
            thread.start();
        }
    }

    private void giveBack() {
        synchronized (onClose) {
            if (closed) {
                return;
            }
            closed = true;
            try {
                for (Task left : tasks.close(TASKS_END_WITHIN)) {
                    printk.printkDeferred(KERN_WARNING + "%s does not end\n", left);
                }
                while (!onClose.isEmpty()) {
                    close(onClose.pop());
                }
                if (pages.outstanding() > 0) {
                    printk.printkDeferred(KERN_WARNING + "%d pages were not given back\n", pages.outstanding());
                }
            } finally {
                timers.close();
                printk.prFlush();
                ended.complete(requireNonNull(how.get()));
            }
        }
    }

    private void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Throwable e) {
            oopses.log(KERN_ERR, "closing %s failed: %s\n", resource, e);
        }
    }
}
