package org.jernel.kernel.sys;

import java.util.concurrent.TimeUnit;

import org.jernel.kernel.printk.Printk;
import org.jernel.kernel.printk.PrintkRing;
import org.jernel.kernel.support.Await;
import org.jernel.kernel.support.ManualClock;
import org.jernel.kernel.support.TestKernel;
import org.jernel.kernel.support.User;
import org.jernel.kernel.syslog.Syslog;
import org.jernel.kernel.task.CapSets;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class SyslogSyscallsTest {

    private static final int SYSLOG = 103;

    private static final int READ = 2;
    private static final int READ_ALL = 3;
    private static final int READ_CLEAR = 4;
    private static final int CLEAR = 5;
    private static final int CONSOLE_OFF = 6;
    private static final int CONSOLE_ON = 7;
    private static final int CONSOLE_LEVEL = 8;
    private static final int SIZE_UNREAD = 9;
    private static final int SIZE_BUFFER = 10;

    private final ManualClock clock = new ManualClock();
    private final TestKernel kernel = new TestKernel(clock);
    private final Printk printk = kernel.kernel().printk();

    /** Takes what the boot has logged out of the way. */
    @BeforeEach
    void clear() throws InterruptedException {
        kernel.run((User user) -> {
            long buffer = user.alloc(4096);
            while (user.syscall(SYSLOG, SIZE_UNREAD) > 0) {
                assertThat(user.syscall(SYSLOG, READ, buffer, 4096)).isPositive();
            }
            return (int) user.syscall(SYSLOG, CLEAR);
        });
    }

    @AfterEach
    void close() {
        kernel.close();
    }

    private static String read(User user, int action, int size) {
        long buffer = user.alloc(size);
        return user.string(buffer, user.syscall(SYSLOG, action, buffer, size));
    }

    @Test
    void linesCarryLevelAndTime() throws InterruptedException {
        clock.advance(1_234_567_890L);
        printk.prInfo("one\ntwo\n");
        clock.advance(TimeUnit.SECONDS.toNanos(100_000));
        printk.prErr("three\n\n");
        String text = """
                <6>[    1.234567] one
                <6>[    1.234567] two
                <3>[100001.234567] three
                <3>[100001.234567]\s
                """;
        kernel.run((User user) -> {
            assertThat(user.ask(SYSLOG, SIZE_UNREAD)).isEqualTo(Integer.toString(text.length()));
            assertThat(read(user, READ_ALL, 4096)).isEqualTo(text);
            assertThat(read(user, READ, 4096)).isEqualTo(text);
            assertThat(user.ask(SYSLOG, SIZE_UNREAD)).isEqualTo("0");
            assertThat(read(user, READ_CLEAR, 4096)).isEqualTo(text);
            assertThat(read(user, READ_ALL, 4096)).isEmpty();
            return 0;
        });
    }

    @Test
    void theNewestThatFitAreReadAndTheOldestAreTakenInParts() throws InterruptedException {
        printk.prInfo("first\n");
        printk.prInfo("second\n");
        kernel.run((User user) -> {
            String second = "<6>[    0.000000] second\n";
            assertThat(read(user, READ_ALL, second.length())).isEqualTo(second);
            assertThat(read(user, READ_ALL, second.length() - 1)).isEmpty();
            assertThat(read(user, READ, 4)).isEqualTo("<6>[");
            assertThat(user.ask(SYSLOG, SIZE_UNREAD)).isEqualTo(Integer.toString(24 - 4 + 25));
            assertThat(read(user, READ, 22)).isEqualTo("    0.000000] first\n");
            assertThat(read(user, READ, 100)).isEqualTo(second);
            return 0;
        });
    }

    @Test
    void aReaderWaitsForTheNextRecord() throws InterruptedException {
        Task reader = kernel.start((User user) -> {
            assertThat(read(user, READ, 100)).isEqualTo("<4>[    0.000000] woken\n");
            return 0;
        });
        Await.until(reader::isAsleep);
        printk.prWarn("woken\n");
        kernel.join(reader);
    }

    @Test
    void onlyThePrivilegedDoMoreThanRead() throws InterruptedException {
        printk.prInfo("x\n");
        kernel.run((User user) -> {
            user.task().setCred(Cred.user(1000));
            for (int action : new int[] {0, 1, READ, READ_CLEAR, CLEAR, CONSOLE_OFF, CONSOLE_ON, SIZE_UNREAD, 11, -1}) {
                assertThat(user.ask(SYSLOG, action, User.BAD, -1)).as("action " + action).isEqualTo("EPERM");
            }
            assertThat(read(user, READ_ALL, 100)).endsWith("x\n");
            assertThat(user.ask(SYSLOG, SIZE_BUFFER)).isEqualTo(Integer.toString(PrintkRing.LOG_BUF_LEN));
            kernel.kernel().get(Syslog.class).setRestricted(true);
            assertThat(user.ask(SYSLOG, READ_ALL, User.BAD, -1)).isEqualTo("EPERM");
            assertThat(user.ask(SYSLOG, SIZE_BUFFER)).isEqualTo("EPERM");
            return 0;
        });
    }

    @Test
    void argumentsAreChecked() throws InterruptedException {
        printk.prInfo("x\n");
        kernel.run((User user) -> {
            long buffer = user.alloc(100);
            for (int action : new int[] {READ, READ_ALL, READ_CLEAR}) {
                assertThat(user.ask(SYSLOG, action, 0, 10)).isEqualTo("EINVAL");
                assertThat(user.ask(SYSLOG, action, buffer, -1)).isEqualTo("EINVAL");
                assertThat(user.ask(SYSLOG, action, User.BAD, 0)).isEqualTo("0");
                assertThat(user.ask(SYSLOG, action, -1, 10)).isEqualTo("EFAULT");
            }
            assertThat(user.ask(SYSLOG, READ_ALL, User.BAD, 100)).isEqualTo("EFAULT");
            assertThat(user.ask(SYSLOG, 11)).isEqualTo("EINVAL");
            assertThat(user.ask(SYSLOG, -1)).isEqualTo("EINVAL");
            assertThat(user.ask(SYSLOG, CONSOLE_LEVEL, 0, 0)).isEqualTo("EINVAL");
            assertThat(user.ask(SYSLOG, CONSOLE_LEVEL, 0, 9)).isEqualTo("EINVAL");
            return 0;
        });
    }

    @Test
    void theConsoleIsTurnedOffAndOnAgain() throws InterruptedException {
        int atBoot = printk.consoleLogLevel();
        kernel.run((User user) -> {
            assertThat(user.ask(SYSLOG, CONSOLE_OFF)).isEqualTo("0");
            assertThat(user.ask(SYSLOG, CONSOLE_OFF)).isEqualTo("0");
            assertThat(printk.consoleLogLevel()).isEqualTo(1);
            assertThat(user.ask(SYSLOG, CONSOLE_ON)).isEqualTo("0");
            assertThat(printk.consoleLogLevel()).isEqualTo(atBoot);
            assertThat(user.ask(SYSLOG, CONSOLE_LEVEL, 0, 8)).isEqualTo("0");
            assertThat(user.ask(SYSLOG, CONSOLE_ON)).isEqualTo("0");
            assertThat(printk.consoleLogLevel()).isEqualTo(8);
            return 0;
        });
    }

    @Test
    void whoMayAdministerMayReadTooButIsTold() throws InterruptedException {
        kernel.run((User user) -> {
            long admin = 1L << Cred.CAP_SYS_ADMIN;
            user.task().setCred(Cred.ROOT.withCaps(new CapSets(0, admin, admin, admin, 0)));
            assertThat(user.ask(SYSLOG, 0)).isEqualTo("0");
            assertThat(user.ask(SYSLOG, 1)).isEqualTo("0");
            assertThat(read(user, READ_ALL, 4096)).containsOnlyOnce("but no CAP_SYSLOG (deprecated).");
            return 0;
        });
    }
}
