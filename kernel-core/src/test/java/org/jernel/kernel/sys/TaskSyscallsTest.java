package org.jernel.kernel.sys;

import java.util.concurrent.TimeUnit;

import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.support.Await;
import org.jernel.kernel.support.Loop;
import org.jernel.kernel.support.TestKernel;
import org.jernel.kernel.support.User;
import org.jernel.kernel.task.SigAction;
import org.jernel.kernel.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The answers are those of a running Linux to the same calls. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class TaskSyscallsTest {

    private static final int CLOSE = 3;
    private static final int RT_SIGPROCMASK = 14;
    private static final int PAUSE = 34;
    private static final int GETPID = 39;
    private static final int CLONE = 56;
    private static final int EXIT = 60;
    private static final int WAIT4 = 61;
    private static final int KILL = 62;
    private static final int SETPGID = 109;
    private static final int GETPPID = 110;
    private static final int GETPGRP = 111;
    private static final int GETPGID = 121;
    private static final int GETTID = 186;
    private static final int RT_SIGPENDING = 127;
    private static final int EXIT_GROUP = 231;
    private static final int SCHED_YIELD = 24;

    private static final int SIGUSR1 = 10;
    private static final int SIGTERM = 15;
    private static final int SIGCHLD = 17;
    private static final int WNOHANG = 1;
    private static final int WALL = 0x4000_0000;

    private final TestKernel kernel = new TestKernel();

    @AfterEach
    void close() {
        kernel.close();
    }

    private int run(TestKernel.Program program) throws InterruptedException {
        return kernel.run(program);
    }

    @Test
    void numbersAreThoseOfTheTaskAndItsParent() throws InterruptedException {
        run((User user) -> {
            long pid = user.syscall(GETPID);
            assertThat(user.syscall(GETTID)).isEqualTo(pid);
            assertThat(user.syscall(GETPPID)).isZero();
            long child = user.clone(it -> {
                assertThat(it.syscall(GETPPID)).isEqualTo(pid);
                return 0;
            });
            assertThat(child).isGreaterThan(pid);
            assertThat(user.syscall(WAIT4, child, 0, 0, 0)).isEqualTo(child);
            return 0;
        });
    }

    @Test
    void theExitCodeIsEightBitsOfTheStatus() throws InterruptedException {
        assertThat(run(user -> (int) user.syscall(EXIT, 3))).isEqualTo(3 << 8);
        assertThat(run(user -> (int) user.syscall(EXIT_GROUP, 0x101))).isEqualTo(1 << 8);
        assertThat(run(user -> 7)).isEqualTo(7 << 8);
        assertThat(run(user -> -1)).isEqualTo(0xff << 8);
    }

    @Test
    void aTaskThatCatchesItsExitCanDoNothingMore() throws InterruptedException {
        int status = run((User user) -> {
            try {
                user.syscall(EXIT, 3);
            } catch (Throwable end) {
                user.syscall(EXIT, 4);
            }
            return 5;
        });
        assertThat(status).isEqualTo(3 << 8);
    }

    @Test
    void aChildHasACopyOfMemoryAndDescriptors() throws InterruptedException {
        Loop loop = new Loop(kernel.kernel().clock());
        kernel.run(loop.table(Fcntl.O_RDWR), (User user) -> {
            long cell = user.longs(1);
            long child = user.clone(it -> {
                it.putLong(cell, 2);
                return (int) it.syscall(CLOSE, 0);
            });
            long status = user.longs(-1);
            assertThat(user.syscall(WAIT4, child, status, 0, 0)).isEqualTo(child);
            assertThat(user.getInt(status)).isZero();
            assertThat(user.getLong(cell)).isEqualTo(1);
            assertThat(loop.isReleased()).isFalse();
            return 0;
        });
        assertThat(loop.isReleased()).isTrue();
    }

    @Test
    void aCloneWithFlagsOrWithoutAStackIsRefused() throws InterruptedException {
        run((User user) -> {
            assertThat(user.ask(CLONE, 0x100 | SIGCHLD, 0x1000)).isEqualTo("EINVAL");
            assertThat(user.ask(CLONE, SIGCHLD, 0)).isEqualTo("EINVAL");
            assertThat(user.ask(WAIT4, -1, 0, 0, 0)).isEqualTo("ECHILD");
            return 0;
        });
    }

    @Test
    void wait4TellsHowAChildEnded() throws InterruptedException {
        run((User user) -> {
            long status = user.longs(-1);
            long usage = user.alloc(144);
            user.putLong(usage + 136, -1);
            long child = user.clone(it -> 42);
            assertThat(user.syscall(WAIT4, -1, status, 0, usage)).isEqualTo(child);
            assertThat(user.getInt(status)).isEqualTo(42 << 8);
            assertThat(user.getLong(usage + 136)).isZero();
            long killed = user.clone(it -> (int) it.syscall(KILL, it.task().pid(), SIGTERM));
            assertThat(user.syscall(WAIT4, killed, status, 0, 0)).isEqualTo(killed);
            assertThat(user.getInt(status)).isEqualTo(SIGTERM);
            assertThat(user.ask(WAIT4, -1, 0, 0, 0)).isEqualTo("ECHILD");
            return 0;
        });
    }

    @Test
    void wait4ChecksItsArguments() throws InterruptedException {
        run((User user) -> {
            assertThat(user.ask(WAIT4, -1, 0, 0x100, 0)).isEqualTo("EINVAL");
            assertThat(user.ask(WAIT4, 0x8000_0000L, 0, 0, 0)).isEqualTo("ESRCH");
            assertThat(user.ask(WAIT4, 99999, 0, 0, 0)).isEqualTo("ECHILD");
            assertThat(user.ask(WAIT4, 99999, 0, 0x100, 0)).isEqualTo("EINVAL");
            return 0;
        });
    }

    @Test
    void aStatusThatCannotBeWrittenLosesTheChild() throws InterruptedException {
        run((User user) -> {
            long child = user.clone(it -> 0);
            assertThat(user.ask(WAIT4, child, User.BAD, 0, 0)).isEqualTo("EFAULT");
            assertThat(user.ask(WAIT4, child, 0, 0, 0)).isEqualTo("ECHILD");
            return 0;
        });
    }

    @Test
    void withWnohangAChildThatLivesIsNotWaitedFor() throws InterruptedException {
        run((User user) -> {
            long child = user.clone(it -> (int) it.syscall(PAUSE));
            assertThat(user.syscall(WAIT4, -1, 0, WNOHANG, 0)).isZero();
            assertThat(user.syscall(KILL, child, SIGTERM)).isZero();
            assertThat(user.syscall(WAIT4, -1, 0, 0, 0)).isEqualTo(child);
            return 0;
        });
    }

    @Test
    void aChildThatSendsNoSigchldIsWaitedForOnlyWhenAskedFor() throws InterruptedException {
        run((User user) -> {
            long child = user.clone(0, it -> 0);
            assertThat(user.ask(WAIT4, -1, 0, 0, 0)).isEqualTo("ECHILD");
            assertThat(user.syscall(WAIT4, -1, 0, WALL, 0)).isEqualTo(child);
            return 0;
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 255})
    void aChildWhoseExitSignalIsNoneEndsLikeAnyOther(int exitSignal) throws InterruptedException {
        run((User user) -> {
            Task parent = user.task();
            long child = user.clone(exitSignal, it -> {
                Await.asleepIn(parent, WAIT4);
                return 7;
            });
            long status = user.longs(-1);
            assertThat(user.syscall(WAIT4, child, status, WALL, 0)).isEqualTo(child);
            assertThat(user.getInt(status)).isEqualTo(7 << 8);
            return 0;
        });
    }

    @Test
    void sigchldThatIsIgnoredDoesNotEvenBecomePending() throws InterruptedException {
        run((User user) -> {
            user.sigaction(SIGCHLD, SigAction.SIG_IGN, 0, 0);
            assertThat(sigchldPendsAfterAChild(user)).isFalse();
            return 0;
        });
    }

    @Test
    void aParentThatWantsNoZombiesIsToldOfTheEnd() throws InterruptedException {
        run((User user) -> {
            user.sigaction(SIGCHLD, SigAction.SIG_DFL, SigAction.SA_NOCLDWAIT, 0);
            assertThat(sigchldPendsAfterAChild(user)).isTrue();
            return 0;
        });
    }

    /** Blocks SIGCHLD, has a child end that leaves no zombie, and looks. */
    private static boolean sigchldPendsAfterAChild(User user) {
        long set = user.longs(1L << (SIGCHLD - 1));
        user.syscall(RT_SIGPROCMASK, 0, set, 0, 8);
        long child = user.clone(it -> 0);
        assertThat(user.ask(WAIT4, child, 0, 0, 0)).isEqualTo("ECHILD");
        user.syscall(RT_SIGPENDING, set, 8);
        return user.getLong(set) != 0;
    }

    @Test
    void aParentThatIgnoresSigchldHasNoZombies() throws InterruptedException {
        run((User user) -> {
            user.sigaction(SIGCHLD, SigAction.SIG_IGN, 0, 0);
            long child = user.clone(it -> 0);
            assertThat(user.ask(WAIT4, child, 0, 0, 0)).isEqualTo("ECHILD");
            assertThat(user.task().tasks().find((int) child)).isNull();
            return 0;
        });
    }

    @Test
    void theEndOfAChildSendsSigchld() throws InterruptedException {
        run((User user) -> {
            long handled = user.longs(0);
            user.onSignal(SIGCHLD, SigAction.SA_RESTART, it -> {
                it.putLong(handled, it.getLong(handled) + 1);
                return 0;
            });
            long child = user.clone(it -> 0);
            assertThat(user.syscall(WAIT4, child, 0, 0, 0)).isEqualTo(child);
            // The parent is told of the end before it can be waited for, but may handle the signal on its next call only.
            user.syscall(GETPID);
            assertThat(user.getLong(handled)).isEqualTo(1);
            return 0;
        });
    }

    @Test
    void anOrphanBelongsToTheKernelWhichTakesItAway() throws InterruptedException {
        int[] orphan = new int[1];
        run((User user) -> {
            orphan[0] = (int) user.clone(it -> {
                it.onSignal(SIGUSR1, 0, handler -> 0);
                it.syscall(PAUSE);
                return (int) it.syscall(GETPPID);
            });
            return 0;
        });
        Task task = kernel.kernel().tasks().find(orphan[0]);
        assertThat(task).isNotNull();
        Await.asleepIn(task, PAUSE);
        task.sendSignal(SIGUSR1);
        assertThat(kernel.join(task)).isZero();
        assertThat(kernel.kernel().tasks().size()).isZero();
    }

    @Test
    void aZombieOfAnEndedParentIsTakenAway() throws InterruptedException {
        run((User user) -> {
            long child = user.clone(it -> 0);
            Task zombie = user.task().tasks().find((int) child);
            assertThat(zombie).isNotNull();
            zombie.join();
            return 0;
        });
        assertThat(kernel.kernel().tasks().size()).isZero();
    }

    @Test
    void manyChildrenAreWaitedForInAnyOrder() throws InterruptedException {
        run((User user) -> {
            int children = 50;
            long sum = 0;
            for (int i = 0; i < children; i++) {
                sum += user.clone(it -> (int) it.syscall(SCHED_YIELD));
            }
            for (int i = 0; i < children; i++) {
                sum -= user.syscall(WAIT4, -1, 0, 0, 0);
            }
            assertThat(sum).isZero();
            assertThat(user.ask(WAIT4, -1, 0, 0, 0)).isEqualTo("ECHILD");
            return 0;
        });
    }

    @Test
    void processGroupsAreSetForTheCallerAndItsChildren() throws InterruptedException {
        run((User user) -> {
            int pid = user.task().pid();
            assertThat(user.ask(SETPGID, -1, 0)).isEqualTo("EINVAL");
            assertThat(user.ask(SETPGID, 0, -1)).isEqualTo("EINVAL");
            assertThat(user.ask(SETPGID, 99999, 0)).isEqualTo("ESRCH");
            assertThat(user.ask(SETPGID, 0, 99999)).isEqualTo("EPERM");
            assertThat(user.ask(GETPGID, 99999)).isEqualTo("ESRCH");
            long child = user.clone(it -> (int) it.syscall(PAUSE));
            assertThat(user.syscall(GETPGID, child)).isEqualTo(pid);
            assertThat(user.ask(SETPGID, child, child)).isEqualTo("0");
            assertThat(user.syscall(GETPGID, child)).isEqualTo(child);
            assertThat(user.syscall(GETPGRP)).isEqualTo(pid);
            assertThat(user.ask(KILL, -child, SIGTERM)).isEqualTo("0");
            assertThat(user.syscall(WAIT4, -child, 0, 0, 0)).isEqualTo(child);
            return 0;
        });
    }

    @Test
    void aMaskIsInheritedAndPendingSignalsAreNot() throws InterruptedException {
        run((User user) -> {
            user.syscall(RT_SIGPROCMASK, 0, user.longs(1 << 9), 0, 8);
            user.syscall(KILL, user.task().pid(), SIGUSR1);
            long status = user.longs(-1);
            long child = user.clone(it -> {
                long set = it.longs(0);
                it.syscall(RT_SIGPROCMASK, 0, 0, set, 8);
                assertThat(it.getLong(set)).isEqualTo(1 << 9);
                it.syscall(RT_SIGPROCMASK, 1, set, 0, 8);
                return 6;
            });
            assertThat(user.syscall(WAIT4, child, status, 0, 0)).isEqualTo(child);
            assertThat(user.getInt(status)).isEqualTo(6 << 8);
            return 0;
        });
    }
}
