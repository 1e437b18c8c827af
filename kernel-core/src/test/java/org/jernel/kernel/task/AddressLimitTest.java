package org.jernel.kernel.task;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongUnaryOperator;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.mm.KernelMemory;
import org.jernel.kernel.mm.MmSegment;
import org.jernel.kernel.support.Loop;
import org.jernel.kernel.support.TestKernel;
import org.jernel.kernel.support.User;
import org.jernel.syscall.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code get_fs} and {@code set_fs} as a driver uses them: to make system calls on memory of its own. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class AddressLimitTest {

    private static final int READ = 0;
    private static final int WRITE = 1;
    private static final int IOCTL = 16;
    private static final int GETPID = 39;

    /** Descriptors: a loop that a driver writes to, and the driver. */
    private static final int LOOP = 0;

    private static final int DRIVER = 1;

    private final TestKernel booted = new TestKernel();
    private final Kernel kernel = booted.kernel();
    private final KernelMemory memory = kernel.memory();

    /** A driver whose ioctl is this function. */
    private record Driver(LongUnaryOperator function) implements FileOperations {

        @Override
        public long ioctl(File file, int command, long argument) {
            return function.applyAsLong(argument);
        }
    }

    private FdTable files(LongUnaryOperator ioctl) {
        FdTable files = new Loop(kernel.clock()).table(Fcntl.O_RDWR);
        int fd = (int) files.getUnusedFd(0, Integer.MAX_VALUE, false);
        files.fdInstall(fd, new File(new Driver(ioctl), Fcntl.O_RDWR, "driver"));
        return files;
    }

    private long call(int nr, long a0, long a1, long a2) {
        return kernel.syscalls().syscall(nr, a0, a1, a2, 0, 0, 0);
    }

    private static long underKernelDs(LongUnaryOperator body, long argument) {
        Task task = Task.current();
        MmSegment old = task.getFs();
        task.setFs(MmSegment.KERNEL_DS);
        try {
            return body.applyAsLong(argument);
        } finally {
            task.setFs(old);
        }
    }

    @Test
    void callsOfADriverNameKernelMemoryBetweenSetFsAndItsUndoing() throws InterruptedException {
        byte[] text = "kernel".getBytes(StandardCharsets.US_ASCII);
        long source = memory.kmalloc(text.length);
        long target = memory.kmalloc(text.length);
        assertThat(memory.write(source, text, 0, text.length)).isEqualTo(text.length);
        FdTable files = files(argument -> {
            assertThat(call(WRITE, LOOP, source, text.length)).isEqualTo(Errno.EFAULT.negated());
            long moved = underKernelDs(
                    length -> call(WRITE, LOOP, source, length) + call(READ, LOOP, target, length), argument);
            assertThat(call(WRITE, LOOP, source, text.length)).isEqualTo(Errno.EFAULT.negated());
            return moved;
        });

        booted.run(files, (User user) -> {
            assertThat(user.ask(WRITE, LOOP, source, text.length)).isEqualTo("EFAULT");
            assertThat(user.syscall(IOCTL, DRIVER, 0x5678, text.length)).isEqualTo(2L * text.length);
            assertThat(user.ask(WRITE, LOOP, source, text.length)).isEqualTo("EFAULT");
            assertThat(user.task().getFs()).isEqualTo(MmSegment.USER_DS);
            return 0;
        });

        byte[] moved = new byte[text.length];
        assertThat(memory.read(moved, 0, target, moved.length)).isEqualTo(moved.length);
        assertThat(moved).isEqualTo(text);
        booted.close();
    }

    @Test
    void memoryOfTheProgramIsInReachUnderKernelDsToo() throws InterruptedException {
        booted.run(files(address -> underKernelDs(from -> call(WRITE, LOOP, from, 4), address)), (User user) -> {
            assertThat(user.syscall(IOCTL, DRIVER, 0x5678, user.alloc(4))).isEqualTo(4);
            return 0;
        });
        booted.close();
    }

    @Test
    void aNegativeLengthReachesNoDriver() throws InterruptedException {
        booted.run(files(argument -> underKernelDs(count -> call((int) argument, LOOP, 0, -1), argument)),
                (User user) -> {
                    assertThat(user.ask(IOCTL, DRIVER, 0x5678, READ)).isEqualTo("EINVAL");
                    assertThat(user.ask(IOCTL, DRIVER, 0x5678, WRITE)).isEqualTo("EINVAL");
                    assertThat(user.ask(WRITE, LOOP, 0, -1)).isEqualTo("EFAULT");
                    return 0;
                });
        booted.close();
    }

    @Test
    void aTaskWhoseCallLeavesTheLimitUpIsKilledAndThatIsAnOops() throws InterruptedException {
        AtomicBoolean wentOn = new AtomicBoolean();
        FdTable files = files(argument -> {
            Task.current().setFs(MmSegment.KERNEL_DS);
            throw Errno.EIO.exception();
        });

        Task task = booted.start(files, (User user) -> {
            user.syscall(IOCTL, DRIVER, 0x5678, 0);
            wentOn.set(true);
            return 0;
        });

        assertThat(task.join()).isEqualTo(Signal.SIGKILL.number());
        assertThat(wentOn).isFalse();
        assertThat(task.getFs()).isEqualTo(MmSegment.USER_DS);
        assertThat(kernel.oopsCount()).isEqualTo(1);
        kernel.close();
    }

    @Test
    void aTaskMayEndUnderKernelDs() throws InterruptedException {
        int status = booted.run(
                files(argument -> {
                    Task.current().setFs(MmSegment.KERNEL_DS);
                    throw Task.current().doExit((int) argument);
                }),
                user -> (int) user.syscall(IOCTL, DRIVER, 0x5678, 3 << 8));

        assertThat(status).isEqualTo(3 << 8);
        assertThat(kernel.oopsCount()).isZero();
        booted.close();
    }

    /** It has no user mode to go back to. */
    @Test
    void aKernelThreadKeepsItsLimitFromCallToCall() throws InterruptedException {
        AtomicBoolean kept = new AtomicBoolean();
        Task thread = kernel.kthreadRun("kthread", () -> {
            Task self = Task.current();
            self.setFs(MmSegment.KERNEL_DS);
            long pid = self.syscall(GETPID, 0, 0, 0, 0, 0, 0);
            kept.set(pid == self.pid() && self.getFs() == MmSegment.KERNEL_DS);
        });

        thread.join();
        assertThat(kept).isTrue();
        booted.close();
    }
}
