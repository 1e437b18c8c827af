package org.jernel.kernel.security;

import java.util.concurrent.TimeUnit;

import org.jernel.kernel.printk.PrintkRecord;
import org.jernel.kernel.support.TestKernel;
import org.jernel.kernel.support.User;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.TaskSecurity;
import org.jernel.syscall.ErrnoException;
import org.jernel.syscall.Registration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Hooks of tasks and open files: where each is asked, and what its answer does. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class SecurityTest {

    private static final int NR_MMAP = 9;
    private static final int NR_IOCTL = 16;
    private static final int NR_PIPE = 22;
    private static final int NR_GETPID = 39;
    private static final int NR_CLONE = 56;
    private static final int NR_KILL = 62;
    private static final int NR_FCNTL = 72;
    private static final int NR_SYSLOG = 103;
    private static final int NR_SETUID = 105;
    private static final int NR_SETGID = 106;
    private static final int NR_SETPGID = 109;
    private static final int NR_CAPSET = 126;
    private static final int NR_SETGROUPS = 116;
    private static final int NR_PRCTL = 157;
    private static final int NR_REBOOT = 169;
    private static final int NR_INIT_MODULE = 175;

    private static final int PRIVATE_ANONYMOUS = 0x22;
    private static final int F_GETFD = 1;
    private static final int FIONREAD = 0x541b;
    private static final int PR_GET_NAME = 16;
    private static final int VERSION_3 = 0x20080522;

    private final TestKernel kernel = new TestKernel();
    private final Guard guard = new Guard();
    private final Security security = kernel.kernel().get(Security.class);
    private final Registration registration = security.securityAddHooks(guard);

    @AfterEach
    void close() {
        kernel.kernel().close();
    }

    /** A call that a hook refuses, and what it comes to else. */
    private void refuses(User user, String hook, String otherwise, int nr, long... args) {
        guard.refuse(hook);
        assertThat(user.ask(nr, args)).as(hook).isEqualTo("EXFULL");
        guard.refuse("");
        guard.asked();
        assertThat(user.ask(nr, args)).as("%s, not refused", hook).isEqualTo(otherwise);
        assertThat(guard.asked()).containsOnlyOnce(hook);
    }

    @Test
    void theErrnoOfAHookIsWhatTheCallerSees() throws InterruptedException {
        kernel.run((User user) -> {
            long pipe = user.alloc(8);
            user.syscall(NR_PIPE, pipe);
            long out = user.getInt(pipe + 4);
            long buffer = user.alloc(16);
            refuses(user, "file_ioctl", "0", NR_IOCTL, out, FIONREAD, buffer);
            refuses(user, "file_fcntl", "0", NR_FCNTL, out, F_GETFD, 0);
            refuses(user, "task_kill", "0", NR_KILL, user.syscall(NR_GETPID), 0);
            refuses(user, "task_setpgid", "0", NR_SETPGID, 0, 0);
            refuses(user, "task_prctl", "0", NR_PRCTL, PR_GET_NAME, buffer);
            refuses(user, "syslog", "0", NR_SYSLOG, 0, 0, 0);
            refuses(user, "kernel_load_data", "EFAULT", NR_INIT_MODULE, User.BAD, 1000, 0);
            long header = user.longs(VERSION_3);
            refuses(user, "capset", "0", NR_CAPSET, header, user.longs(-1, -1, -1));
            refuses(user, "task_fix_setgid", "0", NR_SETGID, 0);
            refuses(user, "task_fix_setuid", "0", NR_SETUID, 0);
            return 0;
        });
    }

    @Test
    void aMappingIsRefused() throws InterruptedException {
        kernel.run((User user) -> {
            guard.refuse("mmap_file");
            assertThat(user.ask(NR_MMAP, 0, 4096, 3, PRIVATE_ANONYMOUS, -1, 0)).isEqualTo("EXFULL");
            guard.refuse("");
            assertThat(user.syscall(NR_MMAP, 0, 4096, 3, PRIVATE_ANONYMOUS, -1, 0)).isPositive();
            return 0;
        });
    }

    @Test
    void aChildIsRefused() throws InterruptedException {
        kernel.run((User user) -> {
            guard.refuse("task_alloc");
            assertThat(user.ask(NR_CLONE, Signal.SIGCHLD.number(), 0x1000, 0, 0, 0)).isEqualTo("EXFULL");
            guard.refuse("");
            assertThat(user.clone(child -> 0)).isPositive();
            return 0;
        });
    }

    /** Linux too tells EPERM, whatever the module answers. */
    @Test
    void aCapabilityIsRefusedAsIfTheTaskHadItNot() throws InterruptedException {
        kernel.run((User user) -> {
            guard.refuse("capable");
            assertThat(user.ask(NR_REBOOT, 0, 0, 0, 0)).isEqualTo("EPERM");
            assertThat(user.ask(NR_SETGROUPS, 0, 0)).isEqualTo("EPERM");
            guard.refuse("");
            assertThat(user.ask(NR_SETGROUPS, 0, 0)).isEqualTo("0");
            return 0;
        });
    }

    @Test
    void theFirstThatRefusesDecidesUntilItIsTakenAway() throws InterruptedException {
        Guard second = new Guard();
        Registration again = security.securityAddHooks(second);
        second.refuse("task_kill", -7);
        kernel.run((User user) -> {
            long pid = user.syscall(NR_GETPID);
            guard.refuse("task_kill", -5);
            assertThat(user.ask(NR_KILL, pid, 0)).isEqualTo("EIO");
            assertThat(second.asked()).doesNotContain("task_kill");
            registration.close();
            registration.close();
            assertThat(user.ask(NR_KILL, pid, 0)).isEqualTo("E2BIG");
            again.close();
            assertThat(user.ask(NR_KILL, pid, 0)).isEqualTo("0");
            return 0;
        });
    }

    @Test
    void aHookMayThrowItsErrno() throws InterruptedException {
        security.securityAddHooks(new TaskSecurity() {
            @Override
            public long taskKill(Task target, int signo) {
                throw ErrnoException.of(Guard.REFUSED);
            }
        });
        kernel.run((User user) -> {
            assertThat(user.ask(NR_KILL, user.syscall(NR_GETPID), 0)).isEqualTo("EXFULL");
            return 0;
        });
    }

    private void isAnOops(String message) throws InterruptedException {
        assertThat(kernel.run((User user) -> {
            user.syscall(NR_KILL, user.syscall(NR_GETPID), 0);
            throw new AssertionError("went on");
        })).isEqualTo(Signal.SIGSEGV.number());
        assertThat(kernel.kernel().oopsCount()).isOne();
        assertThat(kernel.kernel().printk().records())
                .extracting(PrintkRecord::text)
                .anyMatch(line -> line.contains(message));
    }

    @Test
    void anAnswerThatMeansNothingIsAnOopsThatNamesTheHook() throws InterruptedException {
        guard.refuse("task_kill", 5);
        isAnOops("security hook task_kill of guard answers 5");
    }

    @Test
    void aHookThatFailsIsAnOopsThatNamesIt() throws InterruptedException {
        security.securityAddHooks(new TaskSecurity() {
            @Override
            public long taskKill(Task target, int signo) {
                throw new UnsupportedOperationException("not yet");
            }

            @Override
            public String name() {
                return "broken";
            }
        });
        isAnOops("security hook task_kill of broken failed");
    }
}
