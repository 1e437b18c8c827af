package org.jernel.test.fuzz;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.console.Console;
import org.jernel.kernel.console.ConsoleBackend;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.TaskState;
import org.jernel.net.core.Net;
import org.jernel.syscall.Support;
import org.jernel.syscall.SyscallRow;
import org.jernel.syscall.tbl.SyscallTables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No call brings the kernel down, whatever its number and arguments: no oops, no call that a kill does not end, nothing left
 * behind. As many calls as {@code jernel.fuzz.calls} says, from the seed {@code jernel.fuzz.seed} on.
 */
final class SyscallFuzzTest {

    private static final int FEW = 20_000;
    private static final long SEED = 1;
    private static final int CALLS_PER_KERNEL = 50_000;
    private static final int PROGRAMS_AT_ONCE = 4;
    private static final int SIGUSR1 = 10;
    private static final int SIGKILL = 9;
    private static final long LOOK_NANOS = 1_000_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Map<Task, Integer> looksAsleep = new HashMap<>();
    private final Map<Task, Long> killedAt = new HashMap<>();
    /** What ended a thread of any kernel, and nobody caught. */
    private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();

    private long seed = Long.getLong("jernel.fuzz.seed", SEED);

    @Test
    void nothingThatProgramsAskForBreaksTheKernel() {
        var handler = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.add(e));
        try {
            long calls = Long.getLong("jernel.fuzz.calls", FEW);
            for (long done = 0; done < calls;) {
                done += fuzz(Math.min(CALLS_PER_KERNEL, calls - done));
            }
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(handler);
        }
    }

    private long fuzz(long most) {
        var calls = new AtomicLong();
        try (Kernel kernel = Kernel.boot(KernelConfig.hermetic().withSyscallTable(SyscallTables.recentTable()))) {
            Console console = new Console(kernel.clock(), new Deaf());
            kernel.onClose(console);
            List<Integer> implemented = kernel.syscalls().rows().stream()
                    .filter(row -> !row.support().equals(Support.MISSING))
                    .map(SyscallRow::number)
                    .toList();
            int numbers = kernel.syscalls().rows().stream().mapToInt(SyscallRow::number).max().orElseThrow();
            long firstSeed = seed;
            while (calls.get() < most) {
                while (kernel.tasks().size() < PROGRAMS_AT_ONCE) {
                    var program = new FuzzProgram(seed++, implemented, numbers, calls);
                    kernel.spawn("fuzz", console.openStdio(), program);
                }
                wakeSleepers(kernel);
                check(kernel, firstSeed);
            }
            kernel.tasks().list().forEach(this::kill);
            while (kernel.tasks().size() > 0) {
                wakeSleepers(kernel);
            }
            check(kernel, firstSeed);
            assertThat(kernel.get(Net.class).sockets()).as("sockets left").isEmpty();
            assertThat(kernel.pages().outstanding()).as("pages left").isZero();
        }
        return calls.get();
    }

    private void check(Kernel kernel, long firstSeed) {
        String programs = "programs of the seeds " + firstSeed + " to " + (seed - 1);
        assertThat(uncaught).as(programs).isEmpty();
        assertThat(kernel.oopsCount()).as(() -> programs + ": " + kernel.printk().records()).isZero();
    }

    /** Ends what sleeps: by a signal first, then by one that nothing can block. */
    private void wakeSleepers(Kernel kernel) {
        LockSupport.parkNanos(LOOK_NANOS);
        List<Task> tasks = kernel.tasks().list();
        looksAsleep.keySet().retainAll(tasks);
        killedAt.keySet().retainAll(tasks);
        for (Task task : tasks) {
            int looks = task.isAsleep() ? looksAsleep.merge(task, 1, Integer::sum) : 0;
            if (looks == 0) {
                looksAsleep.remove(task);
            } else if (looks == 2) {
                task.sendSignal(SIGUSR1);
            } else if (looks > 3) {
                kill(task);
            }
            Long killed = killedAt.get(task);
            if (killed != null && task.state() == TaskState.RUNNING && System.nanoTime() - killed > PATIENCE_NANOS) {
                throw new AssertionError(task + " does not end: it is in call " + task.syscallNumber() + " of a program"
                        + " of a seed below " + seed);
            }
        }
    }

    private void kill(Task task) {
        if (killedAt.putIfAbsent(task, System.nanoTime()) == null) {
            task.sendSignal(SIGKILL);
        }
    }

    /** What descriptors 0, 1 and 2 are. */
    private static final class Deaf implements ConsoleBackend {
        @Override
        public void write(byte[] bytes, int offset, int length) {}

        @Override
        public byte @Nullable [] readLine() {
            return null;
        }
    }
}
