package org.jernel.kernel;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.mm.Mman;
import org.jernel.kernel.printk.PrintkRecord;
import org.jernel.kernel.support.Await;
import org.jernel.kernel.support.Loop;
import org.jernel.kernel.support.TestKernel;
import org.jernel.kernel.support.User;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.TaskState;
import org.jernel.kernel.task.UserMode;
import org.jernel.syscall.SyscallFrame;
import org.jernel.syscall.SyscallHook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class KernelTest {

    private static final int NR_PAUSE = 34;
    private static final int NR_GETPID = 39;

    private static List<String> log(Kernel kernel) {
        return kernel.printk().records().stream().map(PrintkRecord::text).toList();
    }

    @Test
    void aBootedKernelHasTheCoresSystemCalls() throws InterruptedException {
        try (TestKernel kernel = new TestKernel()) {
            int status = kernel.run(user -> (int) user.syscall(NR_GETPID));
            assertThat(status).isEqualTo(1 << 8);
        }
    }

    @Test
    void tasksThatNeverSleepLetOthersRun() throws InterruptedException {
        AtomicBoolean enough = new AtomicBoolean();
        try (TestKernel kernel = new TestKernel()) {
            // Tasks that a task starts wait in its carrier's own queue, and the one below in the queue of those from outside.
            assertThat(kernel.run(starter -> {
                for (int i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
                    kernel.start((User user) -> {
                        while (!enough.get()) {
                            long _ = user.syscall(NR_GETPID);
                        }
                        return 0;
                    });
                }
                return 0;
            }))
                    .isZero();
            int status = kernel.run((User user) -> {
                enough.set(true);
                return 7;
            });
            assertThat(status).isEqualTo(7 << 8);
        }
    }

    @Test
    void theBootLogNamesEachInitcall() {
        try (TestKernel kernel = new TestKernel()) {
            assertThat(log(kernel.kernel())).anyMatch(line -> line.contains("core_syscalls_init"));
        }
    }

    @Test
    void closingEndsTasksThatSleepAndLeavesNone() throws InterruptedException {
        TestKernel kernel = new TestKernel();
        Task sleeper = kernel.start(user -> (int) user.syscall(NR_PAUSE));
        Await.asleepIn(sleeper, NR_PAUSE);
        kernel.close();
        assertThat(sleeper.join()).isEqualTo(9);
        assertThat(kernel.kernel().tasks().size()).isZero();
    }

    @Test
    void closingInterruptsProgramsThatWaitInJavaCode() throws InterruptedException {
        TestKernel kernel = new TestKernel();
        CountDownLatch started = new CountDownLatch(1);
        Task waiting = kernel.start((User user) -> {
            started.countDown();
            new CountDownLatch(1).await();
            return 0;
        });
        started.await();
        kernel.close();
        assertThat(waiting.join()).isEqualTo(9);
    }

    @Test
    void partsAreClosedAfterTheTasksTheNewestFirst() {
        StringBuilder order = new StringBuilder();
        TestKernel kernel = new TestKernel();
        Task sleeper = kernel.start(user -> (int) user.syscall(NR_PAUSE));
        kernel.kernel().onClose(() -> order.append(sleeper.state() == TaskState.DEAD ? "first " : "early "));
        kernel.kernel().onClose(() -> order.append("second "));
        kernel.close();
        assertThat(order).hasToString("second first ");
    }

    @Test
    void aPartThatFailsToCloseHoldsNoOtherBack() {
        StringBuilder order = new StringBuilder();
        Kernel kernel = Kernel.boot(KernelConfig.hermetic());
        kernel.onClose(() -> order.append("closed"));
        kernel.onClose(() -> {
            throw new AssertionError("stuck too");
        });
        kernel.onClose(() -> {
            throw new IllegalStateException("stuck");
        });
        kernel.timers().timer(() -> {}).modTimer(Long.MAX_VALUE - 1);
        kernel.close();
        assertThat(order).hasToString("closed");
        assertThat(kernel.timers().size()).isZero();
        assertThat(log(kernel)).anyMatch(line -> line.contains("stuck")).anyMatch(line -> line.contains("stuck too"));
    }

    @Test
    void aPartThatComesAfterTheEndIsClosedAtOnce() {
        StringBuilder order = new StringBuilder();
        Kernel kernel = Kernel.boot(KernelConfig.hermetic());
        kernel.close();
        kernel.onClose(() -> order.append("closed"));
        assertThat(order).hasToString("closed");
    }

    @Test
    void aProgramThatCannotBeEndedIsNamedAndLeftBehind() throws InterruptedException {
        try (TestKernel kernel = new TestKernel()) {
            AtomicBoolean goOn = new AtomicBoolean();
            CountDownLatch started = new CountDownLatch(1);
            Task stuck = kernel.start((User user) -> {
                started.countDown();
                while (!goOn.get()) {
                    LockSupport.parkNanos(1);
                }
                return 0;
            });
            started.await();
            assertThat(kernel.kernel().tasks().close(Duration.ofMillis(50))).containsExactly(stuck);
            goOn.set(true);
            assertThat(stuck.join()).isEqualTo(9);
        }
    }

    @Test
    void aBootThatFailsGivesBackWhatItHadStarted() {
        FailingInitcall.Clock clock = new FailingInitcall.Clock();
        assertThatThrownBy(() -> Kernel.boot(KernelConfig.hermetic().withClock(clock)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(FailingInitcall.MESSAGE);
        assertThat(clock.closed).isTrue();
        assertThat(clock.task).isNotNull();
        assertThat(clock.task.state()).isEqualTo(TaskState.DEAD);
    }

    @Test
    void aKernelThatIsStillBootingHasNoTable() {
        FailingInitcall.Clock clock = new FailingInitcall.Clock();
        assertThatThrownBy(() -> Kernel.boot(KernelConfig.hermetic().withClock(clock)));
        assertThat(clock.kernel).isNotNull();
        assertThatThrownBy(clock.kernel::syscalls).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aCallThatFailsIsAnOopsAndKillsTheTask() throws InterruptedException {
        try (Kernel kernel = Kernel.boot(KernelConfig.hermetic())) {
            kernel.syscalls().addHook(NR_GETPID, new SyscallHook() {
                @Override
                public void enter(SyscallFrame frame) {
                    throw new IllegalStateException("broken");
                }
            });
            Task task = kernel.spawn("victim", new FdTable(), new GetpidProgram());
            assertThat(task.join()).isEqualTo(11);
            assertThat(kernel.oopsCount()).isEqualTo(1);
            assertThat(log(kernel)).anyMatch(line -> line.contains("victim[1] in getpid"));
        }
    }

    @Test
    @SuppressWarnings("InfiniteRecursion")
    void aProgramThatRecursesWithoutEndLeavesMostOfTheLog() throws InterruptedException {
        try (Kernel kernel = Kernel.boot(KernelConfig.hermetic())) {
            kernel.syscalls().addHook(NR_GETPID, new SyscallHook() {
                @Override
                public void enter(SyscallFrame frame) {
                    enter(frame);
                }
            });
            assertThat(kernel.spawn("deep", new FdTable(), new GetpidProgram()).join()).isEqualTo(11);
            assertThat(log(kernel)).filteredOn(line -> line.startsWith("  ")).hasSizeBetween(10, 65);
        }
    }

    @Test
    void everyHandlerButThatOfALaterLinuxHasARowInTheDefaultTable() {
        try (TestKernel kernel = new TestKernel()) {
            assertThat(log(kernel.kernel())).filteredOn(line -> line.contains("no row"))
                    .extracting(line -> line.substring(line.indexOf("sys_")))
                    .containsExactlyInAnyOrder("sys_faccessat2", "sys_epoll_pwait2");
        }
    }

    @Test
    void closingTwiceIsClosingOnce() {
        Kernel kernel = Kernel.boot(KernelConfig.hermetic());
        StringBuilder calls = new StringBuilder();
        kernel.onClose(() -> calls.append('x'));
        kernel.close();
        kernel.close();
        assertThat(calls).hasToString("x");
    }

    @Test
    void aTaskCannotCloseItsOwnKernel() throws InterruptedException {
        try (TestKernel kernel = new TestKernel()) {
            kernel.run((User user) -> {
                assertThatThrownBy(() -> kernel.kernel().close()).isInstanceOf(IllegalStateException.class);
                return 0;
            });
        }
    }

    @Test
    void aClosedKernelStartsNoTask() {
        TestKernel kernel = new TestKernel();
        kernel.close();
        assertThatThrownBy(() -> kernel.start(user -> 0)).hasMessageContaining("EAGAIN");
    }

    @Test
    void aProgramThatThrowsDiesOfSigsegvAndTaintsNothing() throws InterruptedException {
        try (Kernel kernel = Kernel.boot(KernelConfig.hermetic())) {
            Task task = kernel.spawn("bad", new FdTable(), new ThrowingProgram());
            assertThat(task.join()).isEqualTo(11);
            assertThat(kernel.oopsCount()).isZero();
            assertThat(log(kernel)).anyMatch(line -> line.contains("segfault"));
        }
    }

    @Test
    void aFailureThatCannotBePrintedIsCountedAllTheSame() throws InterruptedException {
        try (Kernel kernel = Kernel.boot(KernelConfig.hermetic())) {
            Task thread = kernel.kthreadRun("bad", () -> {
                throw new UnprintableException();
            });
            thread.join();
            Task program = kernel.spawn("bad", new FdTable(), new GetpidProgram() {
                @Override
                public int run(Task task) {
                    throw new UnprintableException();
                }
            });
            assertThat(program.join()).isEqualTo(11);
            assertThat(kernel.oopsCount()).isEqualTo(1);
            assertThat(kernel.tasks().size()).isZero();
        }
    }

    /** The descriptors are closed one by one, then the memory is given back, whatever a driver does. */
    @Test
    void aDriverThatFailsAtATasksEndKeepsNoMemoryAndIsAnOops() throws InterruptedException {
        try (Kernel kernel = Kernel.boot(KernelConfig.hermetic())) {
            FdTable files = new FdTable();
            files.fdInstall((int) files.getUnusedFd(0, 8, false), new File(new StuckDriver(), Fcntl.O_RDWR, "stuck"));
            Loop loop = new Loop(kernel.clock());
            loop.open(files, Fcntl.O_RDWR);
            long[] address = new long[1];
            Task task = kernel.spawn("user", files, new GetpidProgram() {
                @Override
                public int run(Task task) {
                    address[0] = task.mm().mmap(
                            0, 8, Mman.PROT_READ | Mman.PROT_WRITE, Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS);
                    return task.mm().copyToUser(address[0], new byte[8], 0, 8);
                }
            });
            assertThat(task.join()).isEqualTo(8 << 8);
            assertThat(loop.isReleased()).isTrue();
            assertThat(task.mm().copyToUser(address[0], new byte[8], 0, 8)).isZero();
            assertThat(task.state()).isEqualTo(TaskState.DEAD);
            assertThat(kernel.oopsCount()).isEqualTo(1);
        }
    }

    @Test
    void onlyTheTaskItselfMakesItsCalls() throws InterruptedException {
        assumeTrue(Task.class.desiredAssertionStatus());
        try (TestKernel kernel = new TestKernel()) {
            Task task = kernel.start(user -> (int) user.syscall(NR_PAUSE));
            Await.asleepIn(task, NR_PAUSE);
            assertThatThrownBy(() -> task.syscall(NR_GETPID, 0, 0, 0, 0, 0, 0)).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void aKernelThreadThatThrowsIsAnOops() throws InterruptedException {
        try (Kernel kernel = Kernel.boot(KernelConfig.hermetic())) {
            Task task = kernel.kthreadRun("bad", () -> {
                throw new IllegalStateException("broken");
            });
            task.join();
            assertThat(kernel.oopsCount()).isEqualTo(1);
            assertThat(log(kernel)).anyMatch(line -> line.contains("broken"));
        }
    }

    @Test
    void aThousandKernelsLeaveNoThreadBehind(@TempDir Path directory) throws Exception {
        for (int i = 0; i < 1000; i++) {
            TestKernel kernel = new TestKernel();
            Task sleeper = kernel.start(user -> (int) user.syscall(NR_PAUSE));
            kernel.kernel().timers().timer(() -> {}).modTimer(Long.MAX_VALUE - 1);
            kernel.close();
            assertThat(sleeper.state()).isEqualTo(TaskState.DEAD);
            assertThat(kernel.kernel().tasks().size()).isZero();
            assertThat(kernel.kernel().timers().size()).isZero();
        }
        assertThat(threads(directory.resolve("dump"))).doesNotContain("\"test/", "\"timers\"");
    }

    /** A dump of all threads: only such a dump knows the virtual ones. */
    private static String threads(Path file) throws IOException {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
        return Files.readString(file);
    }

    @Test
    void theDumpOfThreadsKnowsThoseOfARunningKernel(@TempDir Path directory) throws Exception {
        try (TestKernel kernel = new TestKernel()) {
            Await.asleepIn(kernel.start(user -> (int) user.syscall(NR_PAUSE)), NR_PAUSE);
            assertThat(threads(directory.resolve("dump"))).contains("\"test/1\"", "\"timers\"");
        }
    }

    @Test
    void kernelsBootAndCloseInParallel() {
        List<Integer> pids = IntStream.range(0, 64).parallel().mapToObj(i -> {
            try (TestKernel kernel = new TestKernel()) {
                return kernel.run(user -> (int) user.syscall(NR_GETPID)) >> 8;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }).toList();
        assertThat(pids).hasSize(64).containsOnly(1);
    }

    /** A program that runs no code of a test's own. */
    private static class GetpidProgram implements UserMode {

        @Override
        public int run(Task task) {
            return (int) task.syscall(NR_GETPID, 0, 0, 0, 0, 0, 0);
        }

        @Override
        public int runClone(Task child, long stackPointer) {
            return run(child);
        }

        @Override
        public void handleSignal(Task task, int signo, long handler) {
            run(task);
        }
    }

    private static final class StuckDriver implements FileOperations {

        @Override
        public void release(File file) {
            throw new AssertionError("stuck");
        }
    }

    private static final class UnprintableException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no text");
        }
    }

    /** A program without a handler for its own mistakes. */
    private static final class ThrowingProgram extends GetpidProgram {

        @Override
        public int run(Task task) {
            throw new IllegalStateException("broken");
        }
    }
}
