package org.jernel.kernel.sys;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.support.Await;
import org.jernel.kernel.support.Loop;
import org.jernel.kernel.support.TestKernel;
import org.jernel.kernel.support.User;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.SigAction;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.SyscallFrame;
import org.jernel.syscall.SyscallHook;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The answers are those of a running Linux to the same calls. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class SignalSyscallsTest {

    private static final int READ = 0;
    private static final int POLL = 7;
    private static final int RT_SIGACTION = 13;
    private static final int RT_SIGPROCMASK = 14;
    private static final int PAUSE = 34;
    private static final int GETPID = 39;
    private static final int WAIT4 = 61;
    private static final int KILL = 62;
    private static final int RT_SIGPENDING = 127;
    private static final int RT_SIGSUSPEND = 130;
    private static final int RESTART_SYSCALL = 219;
    private static final int TGKILL = 234;

    private static final int SIGINT = 2;
    private static final int SIGKILL = 9;
    private static final int SIGUSR1 = 10;
    private static final int SIGUSR2 = 12;
    private static final int SIGPIPE = 13;
    private static final int SIGTERM = 15;
    private static final int SIGCHLD = 17;
    private static final int SIGSTOP = 19;

    private static final int WUNTRACED = 2;

    private static final int SIG_BLOCK = 0;
    private static final int SIG_UNBLOCK = 1;
    private static final int SIG_SETMASK = 2;

    private final TestKernel kernel = new TestKernel();
    private final Loop loop = new Loop(kernel.kernel().clock());

    @AfterEach
    void close() {
        kernel.close();
    }

    private static long bit(int signo) {
        return 1L << (signo - 1);
    }

    private static void killSelf(User user, int signo) {
        assertThat(user.syscall(KILL, user.task().pid(), signo)).isZero();
    }

    private FdTable loopFiles() {
        return loop.table(Fcntl.O_RDWR);
    }

    @ParameterizedTest
    @ValueSource(ints = {SIGINT, SIGKILL, SIGUSR1, SIGPIPE, SIGTERM, 31, 64})
    void aSignalWithoutAHandlerEndsTheTaskWithItsNumber(int signo) throws InterruptedException {
        assertThat(kernel.run((User user) -> {
            killSelf(user, signo);
            return 1;
        })).isEqualTo(signo);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, SIGCHLD, 18, 23, 28})
    void aSignalThatIsIgnoredByDefaultDoesNothing(int signo) throws InterruptedException {
        assertThat(kernel.run((User user) -> {
            killSelf(user, signo);
            return 1;
        })).isEqualTo(1 << 8);
    }

    @Test
    void aParentThatDoesNotCareForStopsIsToldOfTheEndOnly() throws InterruptedException {
        kernel.run((User user) -> {
            AtomicInteger told = new AtomicInteger();
            user.onSignal(SIGCHLD, SigAction.SA_RESTART | SigAction.SA_NOCLDSTOP, it -> told.incrementAndGet());
            stopAndEnd(user);
            assertThat(told).hasValue(1);
            user.onSignal(SIGCHLD, SigAction.SA_RESTART, it -> told.incrementAndGet());
            long child = user.clone(it -> (int) it.syscall(KILL, it.task().pid(), SIGSTOP));
            while (told.get() == 1) {
                user.syscall(GETPID);
            }
            assertThat(user.syscall(WAIT4, child, 0, WUNTRACED, 0)).isEqualTo(child);
            assertThat(user.syscall(KILL, child, SIGKILL)).isZero();
            return 0;
        });
    }

    private static void stopAndEnd(User user) {
        long child = user.clone(it -> (int) it.syscall(KILL, it.task().pid(), SIGSTOP));
        assertThat(user.syscall(WAIT4, child, 0, WUNTRACED, 0)).isEqualTo(child);
        assertThat(user.syscall(KILL, child, SIGKILL)).isZero();
        assertThat(user.syscall(WAIT4, child, 0, WUNTRACED, 0)).isEqualTo(child);
    }

    @Test
    void aSignalToOneselfIsHandledOnTheWayOutOfKill() throws InterruptedException {
        kernel.run((User user) -> {
            StringBuilder order = new StringBuilder();
            user.onSignal(SIGUSR1, 0, it -> {
                order.append("handler ");
                return 0;
            });
            killSelf(user, SIGUSR1);
            order.append("after");
            assertThat(order).hasToString("handler after");
            return 0;
        });
    }

    @Test
    void signalsThatPendTogetherRunWithTheLastOnTop() throws InterruptedException {
        kernel.run((User user) -> {
            StringBuilder order = new StringBuilder();
            user.onSignal(SIGUSR1, 0, it -> order.append("1 ").length());
            user.onSignal(SIGUSR2, 0, it -> order.append("2 ").length());
            long both = user.longs(bit(SIGUSR1) | bit(SIGUSR2));
            user.syscall(RT_SIGPROCMASK, SIG_BLOCK, both, 0, 8);
            killSelf(user, SIGUSR1);
            killSelf(user, SIGUSR2);
            assertThat(order).isEmpty();
            user.syscall(RT_SIGPROCMASK, SIG_UNBLOCK, both, 0, 8);
            assertThat(order).hasToString("2 1 ");
            return 0;
        });
    }

    @Test
    void aHandlerIsInterruptedByAnotherSignalButNotByItsOwn() throws InterruptedException {
        kernel.run((User user) -> {
            StringBuilder order = new StringBuilder();
            user.onSignal(SIGUSR2, 0, it -> order.append("2 ").length());
            int[] depth = new int[1];
            user.onSignal(SIGUSR1, 0, it -> {
                order.append("<");
                killSelf(it, SIGUSR2);
                if (depth[0]++ == 0) {
                    killSelf(it, SIGUSR1);
                }
                return order.append("> ").length();
            });
            killSelf(user, SIGUSR1);
            assertThat(order).hasToString("<2 > <2 > ");
            return 0;
        });
    }

    @Test
    void nodeferLetsAHandlerInterruptItself() throws InterruptedException {
        kernel.run((User user) -> {
            StringBuilder order = new StringBuilder();
            int[] depth = new int[1];
            user.onSignal(SIGUSR1, SigAction.SA_NODEFER, it -> {
                order.append('<');
                if (depth[0]++ == 0) {
                    killSelf(it, SIGUSR1);
                }
                return order.append('>').length();
            });
            killSelf(user, SIGUSR1);
            assertThat(order).hasToString("<<>>");
            return 0;
        });
    }

    @Test
    void resethandIsForOneSignal() throws InterruptedException {
        assertThat(kernel.run((User user) -> {
            user.onSignal(SIGUSR1, SigAction.SA_RESETHAND, it -> 0);
            killSelf(user, SIGUSR1);
            killSelf(user, SIGUSR1);
            return 1;
        })).isEqualTo(SIGUSR1);
    }

    @Test
    void theMaskOfAnActionHoldsWhileItsHandlerRuns() throws InterruptedException {
        kernel.run((User user) -> {
            long handler = user.longs(0);
            long set = user.longs(0);
            user.onSignal(SIGUSR1, 0, it -> {
                it.syscall(RT_SIGPROCMASK, SIG_BLOCK, 0, set, 8);
                return 0;
            });
            user.syscall(RT_SIGACTION, SIGUSR1, 0, handler, 8);
            user.sigaction(SIGUSR1, user.getLong(handler), 0, bit(SIGINT) | bit(SIGKILL));
            killSelf(user, SIGUSR1);
            assertThat(user.getLong(set)).isEqualTo(bit(SIGUSR1) | bit(SIGINT));
            user.syscall(RT_SIGPROCMASK, SIG_BLOCK, 0, set, 8);
            assertThat(user.getLong(set)).isZero();
            return 0;
        });
    }

    @Test
    void aReadIsRestartedAfterAHandlerThatAsksForIt() throws InterruptedException {
        Task task = kernel.start(loopFiles(), (User user) -> {
            user.onSignal(SIGUSR1, SigAction.SA_RESTART, it -> {
                loop.put((byte) 'x');
                return 0;
            });
            assertThat(user.ask(READ, 0, user.alloc(8), 8)).isEqualTo("1");
            return 0;
        });
        Await.asleepIn(task, READ);
        task.sendSignal(SIGUSR1);
        assertThat(kernel.join(task)).isZero();
    }

    @Test
    void aReadEndsWithEintrAfterAHandlerThatDoesNotAskForMore() throws InterruptedException {
        Task task = kernel.start(loopFiles(), (User user) -> {
            user.onSignal(SIGUSR1, 0, it -> 0);
            assertThat(user.ask(READ, 0, user.alloc(8), 8)).isEqualTo("EINTR");
            return 0;
        });
        Await.asleepIn(task, READ);
        task.sendSignal(SIGUSR1);
        assertThat(kernel.join(task)).isZero();
    }

    @Test
    void anIgnoredSignalDoesNotEndASleep() throws InterruptedException {
        Task task = kernel.start(loopFiles(), (User user) -> {
            user.sigaction(SIGUSR1, SigAction.SIG_IGN, 0, 0);
            assertThat(user.ask(READ, 0, user.alloc(8), 8)).isEqualTo("1");
            return 0;
        });
        Await.asleepIn(task, READ);
        task.sendSignal(SIGUSR1);
        task.sendSignal(SIGCHLD);
        loop.put((byte) 'x');
        assertThat(kernel.join(task)).isZero();
    }

    @Test
    void sigkillEndsEverySleepAndReleasesTheFiles() throws InterruptedException {
        Task task = kernel.start(loopFiles(), (User user) -> {
            user.syscall(RT_SIGPROCMASK, SIG_SETMASK, user.longs(-1), 0, 8);
            return (int) user.syscall(READ, 0, user.alloc(8), 8);
        });
        Await.asleepIn(task, READ);
        task.sendSignal(SIGKILL);
        assertThat(kernel.join(task)).isEqualTo(SIGKILL);
        assertThat(loop.isReleased()).isTrue();
    }

    @Test
    void aFatalSignalReachesAProgramThatWaitsInJavaCode() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        Task task = kernel.start((User user) -> {
            started.countDown();
            new CountDownLatch(1).await();
            return 0;
        });
        started.await();
        task.sendSignal(SIGTERM);
        assertThat(kernel.join(task)).isEqualTo(SIGTERM);
    }

    @Test
    void aSignalThatCameInUserModeIsHandledBeforeTheNextCall() throws InterruptedException {
        kernel.run(loopFiles(), (User user) -> {
            user.onSignal(SIGUSR1, 0, it -> {
                loop.put((byte) 'x');
                return 0;
            });
            user.task().sendSignal(SIGUSR1);
            assertThat(user.ask(READ, 0, user.alloc(8), 8)).isEqualTo("1");
            return 0;
        });
    }

    @Test
    void aProgramsOwnInterruptDoesNotEndASystemCallAndIsNotLost() throws InterruptedException {
        Task task = kernel.start(loopFiles(), (User user) -> {
            Thread.currentThread().interrupt();
            assertThat(user.ask(READ, 0, user.alloc(8), 8)).isEqualTo("1");
            assertThat(Thread.interrupted()).isTrue();
            return 0;
        });
        Await.asleepIn(task, READ);
        loop.put((byte) 'x');
        assertThat(kernel.join(task)).isZero();
    }

    @Test
    void pauseEndsWithAnyHandler() throws InterruptedException {
        Task task = kernel.start((User user) -> {
            user.onSignal(SIGUSR1, SigAction.SA_RESTART, it -> 0);
            assertThat(user.ask(PAUSE)).isEqualTo("EINTR");
            return 0;
        });
        Await.asleepIn(task, PAUSE);
        task.sendSignal(SIGUSR1);
        assertThat(kernel.join(task)).isZero();
    }

    @Test
    void sigsuspendHasAMaskOfItsOwn() throws InterruptedException {
        kernel.run((User user) -> {
            long blocked = user.longs(bit(SIGUSR1));
            long handled = user.longs(0);
            user.onSignal(SIGUSR1, 0, it -> {
                it.putLong(handled, 1);
                return 0;
            });
            user.syscall(RT_SIGPROCMASK, SIG_BLOCK, blocked, 0, 8);
            killSelf(user, SIGUSR1);
            assertThat(user.getLong(handled)).isZero();
            assertThat(user.ask(RT_SIGSUSPEND, user.longs(0), 8)).isEqualTo("EINTR");
            assertThat(user.getLong(handled)).isEqualTo(1);
            long set = user.longs(0);
            user.syscall(RT_SIGPROCMASK, SIG_BLOCK, 0, set, 8);
            assertThat(user.getLong(set)).isEqualTo(bit(SIGUSR1));
            return 0;
        });
    }

    @Test
    void aPollThatNoHandlerEndedGoesOnWithItsDeadline() throws InterruptedException {
        AtomicReference<String> made = new AtomicReference<>("");
        SyscallHook forget = new SyscallHook() {
            @Override
            public void exit(SyscallFrame frame) {
                // The signal is gone between the end of the sleep and the look at it.
                made.accumulateAndGet(frame.nr() + " ", String::concat);
                Task.current().signals().setAction(SIGUSR1, new SigAction(SigAction.SIG_IGN, 0, 0, 0));
            }
        };
        Task task = kernel.start(loopFiles(), (User user) -> {
            user.onSignal(SIGUSR1, 0, it -> 0);
            kernel.kernel().syscalls().addHook(nr -> nr == POLL || nr == RESTART_SYSCALL, forget);
            assertThat(user.ask(POLL, user.longs(1L << 32), 1, -1)).isEqualTo("1");
            return 0;
        });
        Await.asleepIn(task, POLL);
        task.sendSignal(SIGUSR1);
        Await.asleepIn(task, RESTART_SYSCALL);
        loop.put((byte) 'x');
        assertThat(kernel.join(task)).isZero();
        assertThat(made).hasValue(POLL + " " + RESTART_SYSCALL + " ");
    }

    @Test
    void thereIsNothingToRestartWithoutASleepThatWasInterrupted() throws InterruptedException {
        kernel.run((User user) -> {
            assertThat(user.ask(RESTART_SYSCALL)).isEqualTo("EINTR");
            return 0;
        });
    }

    @Test
    void sigactionChecksItsArgumentsInLinuxsOrder() throws InterruptedException {
        kernel.run((User user) -> {
            long act = user.longs(0, 0, 0, 0);
            long old = user.alloc(32);
            assertThat(user.ask(RT_SIGACTION, 0, User.BAD, 0, 4)).isEqualTo("EINVAL");
            assertThat(user.ask(RT_SIGACTION, 0, User.BAD, 0, 8)).isEqualTo("EFAULT");
            assertThat(user.ask(RT_SIGACTION, 0, 0, 0, 8)).isEqualTo("EINVAL");
            assertThat(user.ask(RT_SIGACTION, 65, 0, 0, 8)).isEqualTo("EINVAL");
            assertThat(user.ask(RT_SIGACTION, SIGKILL, 0, old, 8)).isEqualTo("0");
            assertThat(user.ask(RT_SIGACTION, SIGKILL, act, 0, 8)).isEqualTo("EINVAL");
            assertThat(user.ask(RT_SIGACTION, SIGSTOP, act, 0, 8)).isEqualTo("EINVAL");
            assertThat(user.ask(RT_SIGACTION, 64, act, old, 8)).isEqualTo("0");
            assertThat(user.ask(RT_SIGACTION, SIGUSR1, act, User.BAD, 8)).isEqualTo("EFAULT");
            return 0;
        });
    }

    @Test
    void sigactionGivesBackWhatItKeeps() throws InterruptedException {
        kernel.run((User user) -> {
            long act = user.longs(1, 0xffff_ffffL, 0x77, -1);
            long old = user.alloc(32);
            assertThat(user.ask(RT_SIGACTION, SIGUSR1, act, 0, 8)).isEqualTo("0");
            assertThat(user.ask(RT_SIGACTION, SIGUSR1, 0, old, 8)).isEqualTo("0");
            assertThat(user.getLong(old)).isEqualTo(1);
            assertThat(user.getLong(old + 8)).isEqualTo(0xdc00_0807L);
            assertThat(user.getLong(old + 16)).isEqualTo(0x77);
            assertThat(user.getLong(old + 24)).isEqualTo(~(bit(SIGKILL) | bit(SIGSTOP)));
            return 0;
        });
    }

    @Test
    void sigprocmaskChecksItsArguments() throws InterruptedException {
        kernel.run((User user) -> {
            long set = user.longs(-1);
            long old = user.longs(0);
            assertThat(user.ask(RT_SIGPROCMASK, SIG_BLOCK, set, old, 8)).isEqualTo("0");
            assertThat(user.ask(RT_SIGPROCMASK, 5, 0, old, 8)).isEqualTo("0");
            assertThat(user.getLong(old)).isEqualTo(~(bit(SIGKILL) | bit(SIGSTOP)));
            assertThat(user.ask(RT_SIGPROCMASK, 5, set, 0, 8)).isEqualTo("EINVAL");
            assertThat(user.ask(RT_SIGPROCMASK, 5, User.BAD, 0, 8)).isEqualTo("EFAULT");
            assertThat(user.ask(RT_SIGPROCMASK, SIG_BLOCK, set, 0, 4)).isEqualTo("EINVAL");
            return 0;
        });
    }

    @Test
    void sigpendingShowsWhatIsBlockedAndHasCome() throws InterruptedException {
        kernel.run((User user) -> {
            long set = user.longs(bit(SIGUSR1) | bit(SIGUSR2));
            user.syscall(RT_SIGPROCMASK, SIG_BLOCK, set, 0, 8);
            killSelf(user, SIGUSR2);
            assertThat(user.ask(RT_SIGPENDING, set, 8)).isEqualTo("0");
            assertThat(user.getLong(set)).isEqualTo(bit(SIGUSR2));
            assertThat(user.ask(RT_SIGPENDING, set, 9)).isEqualTo("EINVAL");
            assertThat(user.ask(RT_SIGPENDING, set, 0)).isEqualTo("0");
            assertThat(user.ask(RT_SIGPENDING, User.BAD, 8)).isEqualTo("EFAULT");
            user.sigaction(SIGUSR2, SigAction.SIG_IGN, 0, 0);
            assertThat(user.ask(RT_SIGPENDING, set, 8)).isEqualTo("0");
            assertThat(user.getLong(set)).isZero();
            return 0;
        });
    }

    @Test
    void killChecksTheTargetThenTheSignal() throws InterruptedException {
        kernel.run((User user) -> {
            int pid = user.task().pid();
            assertThat(user.ask(KILL, 0x7fff_fff0, 100)).isEqualTo("ESRCH");
            assertThat(user.ask(KILL, pid, 100)).isEqualTo("EINVAL");
            assertThat(user.ask(KILL, pid, -1)).isEqualTo("EINVAL");
            assertThat(user.ask(KILL, 0x8000_0000L, 0)).isEqualTo("ESRCH");
            assertThat(user.ask(KILL, pid, 0)).isEqualTo("0");
            assertThat(user.ask(KILL, -1, SIGTERM)).isEqualTo("ESRCH");
            assertThat(user.ask(TGKILL, 0, 0, 0)).isEqualTo("EINVAL");
            assertThat(user.ask(TGKILL, pid, 0, 0)).isEqualTo("EINVAL");
            assertThat(user.ask(TGKILL, pid, pid, 100)).isEqualTo("EINVAL");
            assertThat(user.ask(TGKILL, 1 + pid, pid, 0)).isEqualTo("ESRCH");
            assertThat(user.ask(TGKILL, pid, pid, 0)).isEqualTo("0");
            return 0;
        });
    }

    @Test
    void aStrangerMayNotKill() throws InterruptedException {
        Task init = kernel.start(user -> (int) user.syscall(PAUSE));
        Task victim = kernel.start(user -> (int) user.syscall(PAUSE));
        kernel.run((User user) -> {
            user.task().setCred(Cred.user(1000));
            assertThat(user.ask(KILL, victim.pid(), SIGTERM)).isEqualTo("EPERM");
            assertThat(user.ask(KILL, victim.pid(), 0)).isEqualTo("EPERM");
            assertThat(user.ask(KILL, -1, SIGTERM)).isEqualTo("0");
            return 0;
        });
        assertThat(victim.signalPending()).isFalse();
        kernel.run((User user) -> {
            assertThat(user.ask(KILL, -1, SIGUSR1)).isEqualTo("0");
            return 0;
        });
        assertThat(kernel.join(victim)).isEqualTo(SIGUSR1);
        assertThat(init.signalPending()).isFalse();
    }

    @Test
    void aKernelThreadHeedsNoSignal() throws InterruptedException {
        CountDownLatch goOn = new CountDownLatch(1);
        Task thread = kernel.kernel().kthreadRun("kthread", () -> {
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        kernel.run((User user) -> {
            assertThat(user.ask(KILL, thread.pid(), SIGKILL)).isEqualTo("0");
            return 0;
        });
        goOn.countDown();
        assertThat(thread.join()).isZero();
    }

    @Test
    void aWaitForAChildIsInterrupted() throws InterruptedException {
        Task task = kernel.start((User user) -> {
            user.onSignal(SIGUSR1, 0, it -> 0);
            long child = user.clone(it -> (int) it.syscall(PAUSE));
            assertThat(user.ask(WAIT4, -1, 0, 0, 0)).isEqualTo("EINTR");
            assertThat(user.ask(KILL, child, SIGTERM)).isEqualTo("0");
            return user.syscall(GETPID) > 0 ? 0 : 1;
        });
        Await.asleepIn(task, WAIT4);
        task.sendSignal(SIGUSR1);
        assertThat(kernel.join(task)).isZero();
    }
}
