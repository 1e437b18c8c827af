package org.jernel.test.junit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.console.Console;
import org.jernel.kernel.console.ConsoleDevice;
import org.jernel.kernel.inject.Injection;
import org.jernel.kernel.inject.Injector;
import org.jernel.kernel.printk.PrintkRecord;
import org.jernel.kernel.task.Task;
import org.jernel.net.diag.Netstat;
import org.jernel.net.diag.NetstatEntry;
import org.jernel.user.strace.Strace;
import org.jernel.user.strace.StraceOptions;
import org.jspecify.annotations.Nullable;

/** A kernel of a test or of a class of tests, and what is noted about it. */
final class TestKernel {

    /** How long what is on its way out may take; only a failing test waits for it. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long POLL_NANOS = 100_000;
    private static final int LOG_LINES = 60;

    private final Kernel kernel;
    private final Console console;
    private final CapturedConsole printed = new CapturedConsole();
    private final SyscallTrace trace = new SyscallTrace();
    private final List<String> findings = new ArrayList<>();
    private final List<Injection> injected = new ArrayList<>();
    private @Nullable TestTask task;
    private int oopsesTold;

    TestKernel(KernelConfig config) {
        kernel = Kernel.boot(config);
        console = new Console(kernel.clock(), printed);
        kernel.onClose(console);
        kernel.get(ConsoleDevice.class).attach(console);
        Strace.attach(kernel, StraceOptions.all(), trace);
    }

    Kernel kernel() {
        return kernel;
    }

    /** Has calls fail until {@link #endInjections}. */
    void inject(List<String> injections) {
        injections.forEach(each -> injected.add(Injector.of(kernel).add(each)));
    }

    void endInjections() {
        injected.forEach(Injection::close);
        injected.clear();
    }

    /** The task that the running test method is. */
    TestTask task() {
        TestTask started = task;
        if (started == null) {
            started = new TestTask(kernel, console.openStdio());
            task = started;
        }
        return started;
    }

    @Nullable
    TestTask taskOrNull() {
        return task;
    }

    /** Ends the test's task and looks for what it did not give back. */
    void endTest() throws InterruptedException {
        TestTask ending = task;
        task = null;
        if (ending != null) {
            int left = ending.end();
            if (left > 0) {
                findings.add(left + " open file descriptors left by the test");
            }
        }
        if (kernel.oopsCount() > oopsesTold) {
            findings.add((kernel.oopsCount() - oopsesTold) + " oopses");
            oopsesTold = kernel.oopsCount();
        }
    }

    /** Closes the kernel, after a look at what is left in it. */
    void close() {
        noteLeft("tasks", () -> kernel.tasks().list().stream().map(Task::toString).toList());
        noteLeft("sockets",
                () -> Netstat.of(kernel).stream().filter(NetstatEntry::isOpen).map(NetstatEntry::toString).toList());
        noteLeft("pages", () -> Collections.nCopies(kernel.pages().outstanding(), "page"));
        kernel.close();
    }

    private void noteLeft(String what, Left left) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!left.now().isEmpty() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        List<String> there = left.now();
        if (!there.isEmpty()) {
            findings.add(there.size() + " " + what + " left: " + there);
        }
    }

    /** Throws what was found since the last call, if anything was. */
    void check(String stateBefore) {
        if (!findings.isEmpty()) {
            var failure = new AssertionError("the kernel has " + String.join("; ", findings));
            findings.clear();
            failure.addSuppressed(new KernelState(stateBefore));
            throw failure;
        }
    }

    /** The trace, netstat, the tasks, the log and what was printed, as they are now. */
    String state() {
        return "system calls\n" + trace + section("netstat", Netstat.of(kernel))
                + section("tasks", kernel.tasks().list()) + section("log", log())
                + section("console", printed.toString().lines().toList());
    }

    private List<String> log() {
        List<PrintkRecord> records = kernel.printk().records();
        return records.stream().skip(Math.max(0, records.size() - LOG_LINES)).map(PrintkRecord::text).toList();
    }

    private static String section(String title, List<?> lines) {
        return lines.stream().map(line -> "\n  " + line).collect(Collectors.joining("", "\n" + title, ""));
    }

    /** What must be gone at the end. */
    private interface Left {
        List<String> now();
    }
}
