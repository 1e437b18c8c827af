package org.jernel.kernel.sys;

import java.util.concurrent.TimeUnit;

import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.proc.ProcFs;
import org.jernel.kernel.support.Loop;
import org.jernel.kernel.support.ManualClock;
import org.jernel.kernel.support.TestKernel;
import org.jernel.kernel.support.User;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** The errors are those of a running Linux to the same calls. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class ProcSyscallsTest {

    private static final int READ = 0;
    private static final int WRITE = 1;
    private static final int OPEN = 2;
    private static final int CLOSE = 3;
    private static final int READLINK = 89;
    private static final int GETDENTS64 = 217;

    private static final int O_WRONLY = 1;
    private static final int O_CREAT = 0100;
    private static final int O_DIRECTORY = 0200000;

    private final TestKernel kernel = new TestKernel();

    @BeforeEach
    void makeAFile() {
        ProcFs proc = kernel.kernel().get(ProcFs.class);
        proc.procCreateSingleData("file", 0, proc.procMkdir("test", null), text -> text.puts("some text\n"));
    }

    @AfterEach
    void close() {
        kernel.close();
    }

    private void run(TestKernel.Program program) throws InterruptedException {
        assertThat(kernel.run(program)).isZero();
    }

    @Test
    void aFileIsReadFromOneEndToTheOther() throws InterruptedException {
        run((User user) -> {
            assertThat(user.ask(OPEN, user.string("/proc/test/file"), 0)).isEqualTo("0");
            long buf = user.alloc(16);
            assertThat(user.ask(READ, 0, buf, 4)).isEqualTo("4");
            assertThat(user.ask(READ, 0, buf + 4, 16)).isEqualTo("6");
            assertThat(user.string(buf, 10)).isEqualTo("some text\n");
            assertThat(user.ask(READ, 0, buf, 4)).isEqualTo("0");
            assertThat(user.ask(WRITE, 0, buf, 1)).isEqualTo("EBADF");
            assertThat(user.ask(GETDENTS64, 0, buf, 16)).isEqualTo("ENOTDIR");
            assertThat(user.ask(CLOSE, 0)).isEqualTo("0");
            return 0;
        });
    }

    @Test
    void whatIsNotThereOrNotAllowedIsRefused() throws InterruptedException {
        run((User user) -> {
            assertThat(user.ask(OPEN, user.string("/proc/test/nothing"), 0)).isEqualTo("ENOENT");
            assertThat(user.ask(OPEN, user.string("/etc/nothing"), 0)).isEqualTo("ENOENT");
            assertThat(user.ask(OPEN, user.string(""), 0)).isEqualTo("ENOENT");
            assertThat(user.ask(OPEN, user.string("/proc/7777/comm"), 0)).isEqualTo("ENOENT");
            assertThat(user.ask(OPEN, User.BAD, 0)).isEqualTo("EFAULT");
            assertThat(user.ask(OPEN, user.string("x".repeat(5000)), 0)).isEqualTo("ENAMETOOLONG");
            assertThat(user.ask(OPEN, user.string("/proc/test/file"), O_DIRECTORY)).isEqualTo("ENOTDIR");
            assertThat(user.ask(OPEN, user.string("/proc/test"), O_WRONLY)).isEqualTo("EISDIR");
            assertThat(user.ask(OPEN, user.string("/proc/test"), O_CREAT)).isEqualTo("EISDIR");
            assertThat(user.ask(READLINK, user.string("/proc/test/file"), user.alloc(16), 16)).isEqualTo("EINVAL");
            assertThat(user.ask(READLINK, user.string("/proc/test/nothing"), user.alloc(16), 16)).isEqualTo("ENOENT");
            assertThat(user.ask(READLINK, user.string("/proc/test/file"), user.alloc(16), 0)).isEqualTo("EINVAL");
            return 0;
        });
    }

    @Test
    void aDirectoryIsListed() throws InterruptedException {
        run((User user) -> {
            assertThat(user.ask(OPEN, user.string("/proc//test/"), O_DIRECTORY)).isEqualTo("0");
            long buf = user.alloc(256);
            assertThat(user.ask(READ, 0, buf, 16)).isEqualTo("EISDIR");
            assertThat(user.ask(GETDENTS64, 0, buf, 23)).isEqualTo("EINVAL");
            assertThat(user.ask(GETDENTS64, 0, buf, 24)).isEqualTo("24");
            assertThat(user.string(buf + 19, 2)).isEqualTo(".\0");
            assertThat(user.ask(GETDENTS64, 0, buf, 256)).isEqualTo("48");
            assertThat(user.getShort(buf + 24 + 16)).isEqualTo(24);
            assertThat(user.string(buf + 24 + 19, 5)).isEqualTo("file\0");
            assertThat(user.ask(GETDENTS64, 0, buf, 256)).isEqualTo("0");
            return 0;
        });
    }

    @Test
    void aTaskIsSeenWithItsNameAndItsDescriptors() throws InterruptedException {
        FdTable files = new FdTable();
        new Loop(new ManualClock()).open(files, 0);
        assertThat(kernel.run(files, (User user) -> {
            long buf = user.alloc(64);
            assertThat(user.ask(READLINK, user.string("/proc/self/fd/0"), buf, 10)).isEqualTo("10");
            assertThat(user.string(buf, 10)).isEqualTo("anon_inode");
            assertThat(user.ask(READLINK, user.string("/proc/self/fd/1"), buf, 10)).isEqualTo("ENOENT");
            assertThat(user.ask(OPEN, user.string("/proc/1/comm"), 0)).isEqualTo("1");
            assertThat(user.ask(READ, 1, buf, 64)).isEqualTo("5");
            assertThat(user.string(buf, 5)).isEqualTo("test\n");
            return 0;
        })).isZero();
    }
}
