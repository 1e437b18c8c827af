package org.jernel.kernel.task;

import java.util.concurrent.TimeUnit;

import org.jernel.kernel.support.Await;
import org.jernel.kernel.support.TestKernel;
import org.jernel.kernel.support.User;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** setsid(2), getsid(2), setpgid(2) and PR_SET_PDEATHSIG: a host's task of the judge is a thread, which has none of its own. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class SessionTest {

    private static final int NR_PAUSE = 34;
    private static final int NR_GETPID = 39;
    private static final int NR_WAIT4 = 61;
    private static final int NR_KILL = 62;
    private static final int NR_SETPGID = 109;
    private static final int NR_SETSID = 112;
    private static final int NR_GETPGID = 121;
    private static final int NR_GETSID = 124;
    private static final int NR_PRCTL = 157;
    private static final int PR_SET_PDEATHSIG = 1;

    private final TestKernel kernel = new TestKernel();

    @AfterEach
    void close() {
        kernel.close();
    }

    /** Runs a program in a child, which is no group leader, and fails with it. */
    private static void inChild(User user, TestKernel.Program program) {
        long pid = user.clone(program);
        long status = user.alloc(4);
        assertThat(user.syscall(NR_WAIT4, pid, status, 0, 0)).isEqualTo(pid);
        assertThat(user.getInt(status)).isZero();
    }

    @Test
    void aLeaderOfAGroupMakesNoSession() throws InterruptedException {
        kernel.run((User user) -> {
            assertThat(user.ask(NR_SETSID)).isEqualTo("EPERM");
            assertThat(user.ask(NR_GETSID, 0)).isEqualTo("0");
            assertThat(user.ask(NR_GETSID, 4711)).isEqualTo("ESRCH");
            return 0;
        });
    }

    @Test
    void aSessionHasAGroupOfItsOwn() throws InterruptedException {
        kernel.run((User user) -> {
            long parent = user.syscall(NR_GETPID);
            inChild(user, (User child) -> {
                long own = child.syscall(NR_GETPID);
                assertThat(child.syscall(NR_GETPGID, 0)).isEqualTo(parent);
                assertThat(child.syscall(NR_SETSID)).isEqualTo(own);
                assertThat(child.syscall(NR_GETSID, 0)).isEqualTo(own);
                assertThat(child.syscall(NR_GETPGID, 0)).isEqualTo(own);
                assertThat(child.ask(NR_SETSID)).isEqualTo("EPERM");
                assertThat(child.ask(NR_SETPGID, 0, 0)).as("of its leader").isEqualTo("EPERM");
                inChild(child, (User grandchild) -> {
                    assertThat(grandchild.syscall(NR_GETSID, 0)).isEqualTo(own);
                    assertThat(grandchild.ask(NR_SETPGID, 0, parent)).as("of another session").isEqualTo("EPERM");
                    assertThat(grandchild.ask(NR_SETPGID, 0, 0)).isEqualTo("0");
                    assertThat(grandchild.ask(NR_SETPGID, 0, own)).isEqualTo("0");
                    return 0;
                });
                return 0;
            });
            return 0;
        });
    }

    @Test
    void aChildIsMovedUntilItHasASessionOrAProgramOfItsOwn() throws InterruptedException {
        kernel.run((User user) -> {
            long ready = user.clone(child -> (int) child.syscall(NR_PAUSE));
            Task pausing = user.task().tasks().find((int) ready);
            assertThat(pausing).isNotNull();
            Await.asleepIn(pausing, NR_PAUSE);
            assertThat(user.ask(NR_SETPGID, ready, ready)).isEqualTo("0");
            assertThat(user.ask(NR_SETPGID, ready, user.syscall(NR_GETPID))).isEqualTo("0");
            pausing.noteExec();
            assertThat(user.ask(NR_SETPGID, ready, ready)).isEqualTo("EACCES");
            pausing.setSession((int) ready);
            assertThat(user.ask(NR_SETPGID, ready, ready)).isEqualTo("EPERM");
            user.syscall(NR_KILL, ready, Signal.SIGKILL.number());
            return 0;
        });
    }

    @Test
    void aChildMayAskForASignalAtItsParentsEnd() throws InterruptedException {
        Task[] orphan = new Task[1];
        kernel.run((User user) -> {
            long pid = user.clone((User child) -> {
                child.syscall(NR_PRCTL, PR_SET_PDEATHSIG, Signal.SIGTERM.number());
                return (int) child.syscall(NR_PAUSE);
            });
            Task child = user.task().tasks().find((int) pid);
            assertThat(child).isNotNull();
            orphan[0] = child;
            Await.asleepIn(child, NR_PAUSE);
            return 0;
        });
        assertThat(orphan[0].join()).isEqualTo(Signal.SIGTERM.number());
    }
}
