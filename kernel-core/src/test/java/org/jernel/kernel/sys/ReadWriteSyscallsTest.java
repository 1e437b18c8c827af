package org.jernel.kernel.sys;

import java.util.concurrent.TimeUnit;

import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.support.Loop;
import org.jernel.kernel.support.ManualClock;
import org.jernel.kernel.support.TestKernel;
import org.jernel.kernel.support.User;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** The answers are those of a running Linux to the same calls. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class ReadWriteSyscallsTest {

    private static final int READ = 0;
    private static final int WRITE = 1;
    private static final int LSEEK = 8;
    private static final int READV = 19;
    private static final int WRITEV = 20;

    private static final int RW = 0;
    private static final int RO = 1;
    private static final int WO = 2;
    private static final int NONE = 99;

    private static final long KERNEL_ADDRESS = 0xffff_8000_0000_0000L;

    private final ManualClock clock = new ManualClock();
    private final TestKernel kernel = new TestKernel(clock);
    private final Loop loop = new Loop(clock);
    private final FdTable files = new FdTable();

    @BeforeEach
    void open() {
        loop.open(files, Fcntl.O_RDWR);
        loop.open(files, Fcntl.O_RDONLY);
        loop.open(files, Fcntl.O_WRONLY);
    }

    @AfterEach
    void close() {
        kernel.close();
    }

    private void run(TestKernel.Program program) throws InterruptedException {
        assertThat(kernel.run(files, program)).isZero();
    }

    @Test
    void whatIsWrittenIsRead() throws InterruptedException {
        run((User user) -> {
            assertThat(user.ask(WRITE, RW, user.string("hello"), 5)).isEqualTo("5");
            long buf = user.alloc(16);
            assertThat(user.ask(READ, RW, buf, 16)).isEqualTo("5");
            assertThat(user.string(buf, 5)).isEqualTo("hello");
            return 0;
        });
    }

    @Test
    void aDescriptorMustBeOpenForTheDirection() throws InterruptedException {
        run((User user) -> {
            long buf = user.alloc(16);
            assertThat(user.ask(READ, NONE, buf, 1)).isEqualTo("EBADF");
            assertThat(user.ask(READ, WO, buf, 1)).isEqualTo("EBADF");
            assertThat(user.ask(WRITE, RO, buf, 1)).isEqualTo("EBADF");
            assertThat(user.ask(READ, WO, -1, -1)).isEqualTo("EBADF");
            assertThat(user.ask(READV, WO, user.longs(buf, 1), 1)).isEqualTo("EBADF");
            assertThat(user.ask(READV, WO, User.BAD, 1)).isEqualTo("EBADF");
            assertThat(user.ask(READV, WO, User.BAD, 0)).isEqualTo("EBADF");
            assertThat(user.ask(WRITEV, NONE, User.BAD, -1)).isEqualTo("EBADF");
            return 0;
        });
    }

    @Test
    void aDescriptorIsThirtyTwoBitsWide() throws InterruptedException {
        run((User user) -> {
            assertThat(user.ask(WRITE, 1L << 32 | RW, user.string("x"), 1)).isEqualTo("1");
            assertThat(user.ask(WRITE, -1, user.string("x"), 1)).isEqualTo("EBADF");
            return 0;
        });
    }

    @Test
    void aBufferAboveUserAddressesIsRefusedWhateverItsLength() throws InterruptedException {
        run((User user) -> {
            long buf = user.alloc(16);
            assertThat(user.ask(READ, RW, buf, -1)).isEqualTo("EFAULT");
            assertThat(user.ask(READ, RW, buf, Long.MAX_VALUE)).isEqualTo("EFAULT");
            assertThat(user.ask(READ, RW, KERNEL_ADDRESS, 1)).isEqualTo("EFAULT");
            assertThat(user.ask(WRITE, RW, KERNEL_ADDRESS, 0)).isEqualTo("EFAULT");
            assertThat(user.ask(WRITE, RW, User.BAD, 1)).isEqualTo("EFAULT");
            assertThat(loop.emptyCalls()).isZero();
            return 0;
        });
    }

    @Test
    void aLengthOfZeroGoesToTheFile() throws InterruptedException {
        run((User user) -> {
            assertThat(user.ask(READ, RW, 0, 0)).isEqualTo("0");
            assertThat(user.ask(WRITE, RW, 0, 0)).isEqualTo("0");
            assertThat(loop.emptyCalls()).isEqualTo(2);
            return 0;
        });
    }

    @Test
    void aVectorOfLengthZeroDoesNotGoToTheFile() throws InterruptedException {
        run((User user) -> {
            assertThat(user.ask(READV, RW, 0, 0)).isEqualTo("0");
            assertThat(user.ask(WRITEV, RW, user.longs(0, 0), 1)).isEqualTo("0");
            assertThat(loop.emptyCalls()).isZero();
            return 0;
        });
    }

    @Test
    void vectorsGatherAndScatter() throws InterruptedException {
        run((User user) -> {
            long vector = user.longs(user.string("he"), 2, 0, 0, user.string("llo"), 3);
            assertThat(user.ask(WRITEV, RW, vector, 3)).isEqualTo("5");
            long a = user.alloc(1);
            long b = user.alloc(16);
            assertThat(user.ask(READV, RW, user.longs(a, 1, b, 16), 2)).isEqualTo("5");
            assertThat(user.string(a, 1) + user.string(b, 4)).isEqualTo("hello");
            return 0;
        });
    }

    @Test
    void aVectorIsCheckedAsAWhole() throws InterruptedException {
        run((User user) -> {
            long buf = user.alloc(16);
            assertThat(user.ask(READV, RW, buf, 1025)).isEqualTo("EINVAL");
            assertThat(user.ask(READV, RW, buf, -1)).isEqualTo("EINVAL");
            assertThat(user.ask(READV, RW, User.BAD, 1)).isEqualTo("EFAULT");
            assertThat(user.ask(READV, RW, user.longs(buf, 1, buf, -1), 2)).isEqualTo("EINVAL");
            assertThat(user.ask(WRITEV, RW, user.longs(buf, 1, KERNEL_ADDRESS, 1), 2)).isEqualTo("EFAULT");
            return 0;
        });
    }

    @Test
    void aFileWithoutAPositionCannotSeek() throws InterruptedException {
        run((User user) -> {
            assertThat(user.ask(LSEEK, RW, 0, 0)).isEqualTo("ESPIPE");
            assertThat(user.ask(LSEEK, RW, 0, 4)).isEqualTo("ESPIPE");
            assertThat(user.ask(LSEEK, RW, 0, 5)).isEqualTo("EINVAL");
            assertThat(user.ask(LSEEK, RW, 0, -1)).isEqualTo("EINVAL");
            assertThat(user.ask(LSEEK, NONE, 0, 9)).isEqualTo("EBADF");
            return 0;
        });
    }
}
