package org.jernel.kernel.syslog;

import java.util.concurrent.TimeUnit;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.file.Poll;
import org.jernel.kernel.printk.Printk;
import org.jernel.kernel.printk.PrintkRecord;
import org.jernel.kernel.support.Await;
import org.jernel.kernel.support.ManualClock;
import org.jernel.kernel.support.TestKernel;
import org.jernel.kernel.support.User;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class KmsgDeviceTest {

    private static final int READ = 0;
    private static final int WRITE = 1;
    private static final int OPEN = 2;
    private static final int CLOSE = 3;
    private static final int POLL = 7;
    private static final int LSEEK = 8;

    private static final int O_RDONLY = 0;
    private static final int O_WRONLY = 1;
    private static final int O_RDWR = 2;
    private static final int O_NONBLOCK = 04000;

    private static final int SEEK_SET = 0;
    private static final int SEEK_END = 2;
    private static final int SEEK_DATA = 3;

    private final ManualClock clock = new ManualClock();
    private final TestKernel test = new TestKernel(clock);
    private final Kernel kernel = test.kernel();
    private final Printk printk = kernel.printk();

    @AfterEach
    void close() {
        test.close();
    }

    private static long open(User user, int flags) {
        return user.syscall(OPEN, user.string("/dev/kmsg"), flags);
    }

    private static long openAtEnd(User user) {
        long fd = open(user, O_RDWR | O_NONBLOCK);
        assertThat(user.syscall(LSEEK, fd, 0, SEEK_END)).isZero();
        return fd;
    }

    private static @Nullable String read(User user, long fd) {
        long buffer = user.alloc(8192);
        long got = user.syscall(READ, fd, buffer, 8192);
        return got < 0 ? null : user.string(buffer, got);
    }

    private static String write(User user, long fd, String text) {
        return user.ask(WRITE, fd, user.string(text), text.length());
    }

    @Test
    void aReadGivesARecord() throws InterruptedException {
        test.run((User user) -> {
            long fd = openAtEnd(user);
            long next = printk.ring().nextSequence();
            clock.advance(1_234_567_890L);
            printk.prInfo("one\n");
            printk.prErr("tab\tback\\slash\u00e9\nline\n");
            assertThat(read(user, fd)).isEqualTo("6," + next + ",1234567,-;one\n");
            assertThat(read(user, fd))
                    .isEqualTo("3," + (next + 1) + ",1234567,-;tab\\x09back\\x5cslash\\xc3\\xa9\\x0aline\n");
            assertThat(user.ask(READ, fd, user.alloc(8), 8)).isEqualTo("EAGAIN");
            printk.prCont("rest\n");
            assertThat(read(user, fd)).isEqualTo("4," + (next + 2) + ",1234567,c;rest\n");
            printk.prInfo("too long\n");
            printk.prInfo("next\n");
            assertThat(user.ask(READ, fd, user.alloc(8), 8)).isEqualTo("EINVAL");
            assertThat(read(user, fd)).endsWith("next\n");
            return 0;
        });
    }

    @Test
    void whatIsWrittenBecomesARecord() throws InterruptedException {
        test.run((User user) -> {
            long fd = openAtEnd(user);
            assertThat(write(user, fd, "plain\n")).isEqualTo("6");
            assertThat(read(user, fd)).startsWith("12,").endsWith(",-;plain\n");
            assertThat(write(user, fd, "<3>error\n")).isEqualTo("9");
            assertThat(read(user, fd)).startsWith("11,").endsWith(";error\n");
            assertThat(write(user, fd, "<300>far\n")).isEqualTo("9");
            assertThat(read(user, fd)).startsWith("300,").endsWith(";far\n");
            assertThat(write(user, fd, "<99999999999>q\n")).isEqualTo("15");
            assertThat(read(user, fd)).startsWith("2047,").endsWith(";q\n");
            assertThat(write(user, fd, "<>q\n")).isEqualTo("4");
            assertThat(read(user, fd)).startsWith("8,").endsWith(";q\n");
            assertThat(write(user, fd, "<3x>q\n")).isEqualTo("6");
            assertThat(read(user, fd)).startsWith("12,").endsWith(";<3x>q\n");
            assertThat(write(user, fd, "\0016level\n")).isEqualTo("8");
            assertThat(read(user, fd)).endsWith(";\\x016level\n");
            assertThat(write(user, fd, "y".repeat(1025))).isEqualTo("EINVAL");
            assertThat(user.ask(WRITE, fd, User.BAD, 5)).isEqualTo("EFAULT");
            assertThat(write(user, fd, "cut\0off\n")).isEqualTo("8");
            assertThat(read(user, fd)).isNull();
            assertThat(write(user, fd, "")).isEqualTo("0");
            assertThat(read(user, fd)).endsWith(";cut\n");
            return 0;
        });
    }

    @Test
    void aReaderStartsWhereItSays() throws InterruptedException {
        test.run((User user) -> {
            printk.prInfo("old\n");
            printk.clear();
            printk.prInfo("new\n");
            long fd = open(user, O_RDONLY | O_NONBLOCK);
            assertThat(read(user, fd)).contains("booting");
            assertThat(user.ask(LSEEK, fd, 0, SEEK_DATA)).isEqualTo("0");
            assertThat(read(user, fd)).endsWith(";new\n");
            assertThat(user.ask(LSEEK, fd, 0, SEEK_SET)).isEqualTo("0");
            assertThat(read(user, fd)).contains("booting");
            assertThat(user.ask(LSEEK, fd, 0, SEEK_END)).isEqualTo("0");
            assertThat(read(user, fd)).isNull();
            assertThat(user.ask(LSEEK, fd, 1, SEEK_SET)).isEqualTo("ESPIPE");
            assertThat(user.ask(LSEEK, fd, 0, 1)).isEqualTo("EINVAL");
            return 0;
        });
    }

    @Test
    void aReaderIsToldWhatItHasMissed() throws InterruptedException {
        test.run((User user) -> {
            long fd = openAtEnd(user);
            long pollfd = user.longs(fd | 0xffffL << 32);
            assertThat(user.syscall(POLL, pollfd, 1, 0)).isZero();
            printk.prInfo("lost\n");
            assertThat(user.syscall(POLL, pollfd, 1, 0)).isEqualTo(1);
            assertThat(user.getShort(pollfd + 6)).isEqualTo(Poll.POLLIN | Poll.POLLRDNORM);
            for (int i = 0; i < 5000; i++) {
                printk.prDebug("%s\n", "x".repeat(100));
            }
            assertThat(user.syscall(POLL, pollfd, 1, 0)).isEqualTo(1);
            assertThat(user.getShort(pollfd + 6))
                    .isEqualTo(Poll.POLLIN | Poll.POLLRDNORM | Poll.POLLERR | Poll.POLLPRI);
            assertThat(user.ask(READ, fd, user.alloc(8192), 8192)).isEqualTo("EPIPE");
            assertThat(read(user, fd)).startsWith("7," + printk.ring().firstSequence() + ",");
            return 0;
        });
    }

    @Test
    void aReaderWaits() throws InterruptedException {
        Task reader = test.start((User user) -> {
            long fd = open(user, O_RDONLY);
            user.syscall(LSEEK, fd, 0, SEEK_END);
            assertThat(read(user, fd)).endsWith(";woken\n");
            return 0;
        });
        Await.asleepIn(reader, READ);
        printk.prInfo("woken\n");
        test.join(reader);
    }

    @Test
    void writersAreLimitedUnlessTheyAreLetOrOff() throws InterruptedException {
        Syslog syslog = kernel.get(Syslog.class);
        test.run((User user) -> {
            long fd = open(user, O_WRONLY);
            for (int i = 0; i < 13; i++) {
                assertThat(write(user, fd, "many\n")).isEqualTo("5");
            }
            assertThat(user.ask(CLOSE, fd)).isEqualTo("0");
            assertThat(printk.records()).extracting(PrintkRecord::text).filteredOn("many"::equals).hasSize(10);
            assertThat(printk.records().getLast())
                    .hasToString("<4>test: 3 output lines suppressed due to ratelimiting");
            syslog.setDevkmsgLog(DevkmsgLog.ON);
            fd = open(user, O_WRONLY);
            for (int i = 0; i < 13; i++) {
                write(user, fd, "let\n");
            }
            assertThat(printk.records()).extracting(PrintkRecord::text).filteredOn("let"::equals).hasSize(13);
            syslog.setDevkmsgLog(DevkmsgLog.OFF);
            assertThat(write(user, fd, "off\n")).isEqualTo("4");
            assertThat(printk.records()).extracting(PrintkRecord::text).doesNotContain("off");
            assertThat(user.ask(OPEN, user.string("/dev/kmsg"), O_WRONLY)).isEqualTo("EPERM");
            return 0;
        });
    }

    @Test
    void readingIsRestrictedAsTheLogIs() throws InterruptedException {
        kernel.get(Syslog.class).setRestricted(true);
        test.run((User user) -> {
            user.task().setCred(Cred.user(1000));
            assertThat(user.ask(OPEN, user.string("/dev/kmsg"), O_RDONLY)).isEqualTo("EPERM");
            assertThat(user.ask(OPEN, user.string("/dev/kmsg"), O_WRONLY)).isEqualTo("EACCES");
            return 0;
        });
    }
}
