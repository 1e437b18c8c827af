package org.jernel.kernel.sys;

import java.util.List;
import java.util.function.ToLongFunction;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.mm.AddressSpace;
import org.jernel.kernel.mm.Uaccess;
import org.jernel.kernel.printk.PrintkRecord;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.UserMode;
import org.jernel.syscall.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.kernel.mm.Mman.MAP_ANONYMOUS;
import static org.jernel.kernel.mm.Mman.MAP_HUGETLB;
import static org.jernel.kernel.mm.Mman.MAP_PRIVATE;
import static org.jernel.kernel.mm.Mman.PROT_READ;
import static org.jernel.kernel.mm.Mman.PROT_WRITE;

/** The calls of memory and the example call, made by a task through the table. */
class MmSyscallsTest {

    private static final int MMAP = 9;
    private static final int MPROTECT = 10;
    private static final int MUNMAP = 11;
    private static final int BRK = 12;
    private static final int MY_TEST = 428;

    private static final long PAGE = 4096;
    private static final int RW = PROT_READ | PROT_WRITE;
    private static final int ANON = MAP_PRIVATE | MAP_ANONYMOUS;

    private final Kernel kernel = Kernel.boot(KernelConfig.hermetic());
    private final FdTable files = new FdTable();

    @AfterEach
    void closeWithoutAnOops() {
        kernel.close();
        assertThat(kernel.oopsCount()).isZero();
    }

    /** The result of {@code program}, run by a task to its end. */
    private long inTask(ToLongFunction<Task> program) throws InterruptedException {
        Program mode = new Program(program);
        kernel.spawn("test", files, mode).join();
        return mode.result;
    }

    private static long mmap(Task task, long addr, long len, long flags, long fd, long off) {
        return task.syscall(MMAP, addr, len, RW, flags, fd, off);
    }

    @Test
    void memoryIsMappedUsedProtectedAndUnmapped() throws InterruptedException {
        long result = inTask(task -> {
            long address = mmap(task, 0, 2 * PAGE, ANON, -1, 0);
            Uaccess.putUser64(task.mm(), address, 7);
            long failures = task.syscall(MPROTECT, address, PAGE, PROT_READ, 0, 0, 0);
            failures += task.mm().copyToUser(address, new byte[1], 0, 1);
            failures += Uaccess.getUser64(task.mm(), address) - 7;
            failures += task.syscall(MUNMAP, address, 2 * PAGE, 0, 0, 0, 0);
            return failures + task.mm().copyFromUser(new byte[1], 0, address, 1);
        });
        assertThat(result).isZero();
    }

    @Test
    void theHeapMoves() throws InterruptedException {
        assertThat(inTask(task -> {
            long start = task.syscall(BRK, 0, 0, 0, 0, 0, 0);
            return task.syscall(BRK, start + PAGE, 0, 0, 0, 0, 0) - start;
        })).isEqualTo(PAGE);
    }

    @Test
    void anOffsetThatIsNoPageIsSeenFirst() throws InterruptedException {
        assertThat(inTask(task -> mmap(task, 0, PAGE, MAP_PRIVATE, -1, 1))).isEqualTo(Errno.EINVAL.negated());
        assertThat(inTask(task -> mmap(task, 0, PAGE, ANON, -1, PAGE))).isPositive();
    }

    @Test
    void filesCannotBeMapped() throws InterruptedException {
        assertThat(inTask(task -> mmap(task, 0, 0, MAP_PRIVATE, -1, 0))).isEqualTo(Errno.EBADF.negated());
        assertThat(mapFile(Fcntl.O_RDWR, PAGE)).isEqualTo(Errno.ENODEV.negated());
        assertThat(mapFile(Fcntl.O_WRONLY, PAGE)).isEqualTo(Errno.EACCES.negated());
        assertThat(mapFile(Fcntl.O_RDWR, 0)).isEqualTo(Errno.EINVAL.negated());
    }

    private long mapFile(int openFlags, long length) throws InterruptedException {
        return inTask(task -> {
            int fd = (int) task.files().getUnusedFd(0, 16, false);
            task.files().fdInstall(fd, new File(new FileOperations() {}, openFlags, this));
            return mmap(task, 0, length, MAP_PRIVATE, fd, 0);
        });
    }

    @Test
    void hugePagesAreRefusedAsWhereNoneAreReserved() throws InterruptedException {
        assertThat(inTask(task -> mmap(task, 0, PAGE, ANON | MAP_HUGETLB, -1, 0))).isEqualTo(Errno.ENOMEM.negated());
    }

    @Test
    void rightsAboveThirtyTwoBitsAreBadRights() throws InterruptedException {
        assertThat(inTask(task -> task.syscall(MPROTECT, AddressSpace.STACK_TOP - PAGE, PAGE, 1L << 32, 0, 0, 0)))
                .isEqualTo(Errno.EINVAL.negated());
    }

    @Test
    void theExampleCallPrintsPidAndArgument() throws InterruptedException {
        long pid = inTask(task -> task.syscall(MY_TEST, 42, 0, 0, 0, 0, 0) == 0 ? task.pid() : -1);
        List<String> log = kernel.printk().records().stream().map(PrintkRecord::text).toList();
        assertThat(log).containsSequence(
                "The pid of this process is " + pid,
                "The argument number is 42");
    }

    /** A program that keeps what it found out. */
    private static final class Program implements UserMode {

        private final ToLongFunction<Task> body;
        private volatile long result = Long.MIN_VALUE;

        Program(ToLongFunction<Task> body) {
            this.body = body;
        }

        @Override
        public int run(Task task) {
            result = body.applyAsLong(task);
            return 0;
        }

        @Override
        public int runClone(Task child, long stackPointer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void handleSignal(Task task, int signo, long handler) {
            throw new UnsupportedOperationException();
        }
    }
}
