package org.jernel.kernel.reboot;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.printk.PrintkRecord;
import org.jernel.kernel.support.Await;
import org.jernel.kernel.support.TestKernel;
import org.jernel.kernel.support.User;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Registration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A kernel that a task takes down, and what its embedder is told. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class RebootTest {

    private static final int NR_PAUSE = 34;
    private static final int NR_REBOOT = 169;
    private static final int MAGIC1 = 0xfee1dead;
    private static final int MAGIC2 = 672274793;
    private static final int RESTART = 0x01234567;
    private static final int HALT = 0xcdef0123;
    private static final int CAD_ON = 0x89abcdef;
    private static final int CAD_OFF = 0;
    private static final int POWER_OFF = 0x4321fedc;
    private static final int RESTART2 = 0xa1b2c3d4;
    private static final int KEXEC = 0x45584543;
    private static final int SW_SUSPEND = 0xd000fce2;

    private final TestKernel kernel = new TestKernel();

    private List<String> log() {
        return kernel.kernel().printk().records().stream().map(PrintkRecord::text).toList();
    }

    private static String reboot(User user, int command, long argument) {
        return user.ask(NR_REBOOT, MAGIC1, MAGIC2, command, argument);
    }

    /** Reboots in a task, and returns what the embedder is told. */
    private Shutdown shutdown(int command, @Nullable String argument) throws InterruptedException {
        Task task = kernel.start((User user) -> {
            reboot(user, command, argument == null ? 0 : user.string(argument));
            throw new AssertionError("returned");
        });
        Shutdown how = kernel.kernel().awaitShutdown();
        assertThat(task.join()).isZero();
        return how;
    }

    @Test
    void aRestartEndsEverythingAndIsTold() throws InterruptedException {
        Task sleeper = kernel.start(user -> (int) user.syscall(NR_PAUSE));
        Await.asleepIn(sleeper, NR_PAUSE);
        List<String> closed = new ArrayList<>();
        kernel.kernel().onClose(() -> closed.add("closed"));
        assertThat(shutdown(RESTART, null)).isEqualTo(new Shutdown.Restart(null));
        assertThat(sleeper.join()).isEqualTo(Signal.SIGKILL.number());
        assertThat(kernel.kernel().tasks().size()).isZero();
        assertThat(closed).containsExactly("closed");
        assertThat(log()).contains("reboot: Restarting system");
        assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName).doesNotContain("shutdown");
        kernel.close();
    }

    @Test
    void aRestartTellsItsCommand() throws InterruptedException {
        assertThat(shutdown(RESTART2, "recovery")).isEqualTo(new Shutdown.Restart("recovery"));
        assertThat(log()).contains("reboot: Restarting system with command 'recovery'");
    }

    @Test
    void aCommandIsCutAt255Bytes() throws InterruptedException {
        assertThat(shutdown(RESTART2, "x".repeat(300))).isEqualTo(new Shutdown.Restart("x".repeat(255)));
    }

    @Test
    void aHaltIsTold() throws InterruptedException {
        assertThat(shutdown(HALT, null)).isEqualTo(new Shutdown.Halt());
        assertThat(log()).contains("reboot: System halted");
    }

    @Test
    void aPowerOffIsTold() throws InterruptedException {
        assertThat(shutdown(POWER_OFF, null)).isEqualTo(new Shutdown.PowerOff());
        assertThat(log()).contains("reboot: Power down");
    }

    @Test
    void theEmbeddersOwnCloseIsTold() throws InterruptedException {
        kernel.close();
        assertThat(kernel.kernel().awaitShutdown()).isEqualTo(new Shutdown.Closed());
    }

    @ParameterizedTest
    @ValueSource(ints = {672274793, 85072278, 369367448, 537993216})
    void anyOfFourNumbersIsTheSecond(int magic2) throws InterruptedException {
        kernel.run((User user) -> {
            assertThat(user.ask(NR_REBOOT, MAGIC1, magic2, CAD_ON, 0)).isEqualTo("0");
            assertThat(user.ask(NR_REBOOT, MAGIC1, magic2 + 1, CAD_ON, 0)).isEqualTo("EINVAL");
            return 0;
        });
        kernel.close();
    }

    @Test
    void whatIsRefusedChangesNothing() throws InterruptedException {
        kernel.run((User user) -> {
            assertThat(reboot(user, RESTART2, User.BAD)).isEqualTo("EFAULT");
            assertThat(reboot(user, RESTART2, 0)).isEqualTo("EFAULT");
            assertThat(reboot(user, KEXEC, 0)).isEqualTo("EINVAL");
            assertThat(reboot(user, SW_SUSPEND, 0)).isEqualTo("EINVAL");
            assertThat(reboot(user, 4711, 0)).isEqualTo("EINVAL");
            return 0;
        });
        kernel.close();
        assertThat(kernel.kernel().awaitShutdown()).isEqualTo(new Shutdown.Closed());
    }

    @Test
    void notifiersAreCalledByPriorityUntilTheyAreTakenAway() throws InterruptedException {
        Reboot reboot = kernel.kernel().get(Reboot.class);
        List<String> called = Collections.synchronizedList(new ArrayList<>());
        Registration away = reboot.registerRebootNotifier(how -> called.add("never"));
        reboot.registerRebootNotifier(how -> called.add("low " + how.message() + " " + Task.current().comm()));
        reboot.registerRebootNotifier(new RebootNotifier() {
            @Override
            public void notifierCall(Shutdown how) {
                called.add("high");
            }

            @Override
            public int priority() {
                return 5;
            }
        });
        away.close();
        away.close();
        shutdown(HALT, null);
        assertThat(called).containsExactly("high", "low System halted test");
    }

    @Test
    void aNotifierThatFailsIsAnOopsAndHoldsNothingUp() throws InterruptedException {
        kernel.kernel().get(Reboot.class).registerRebootNotifier(how -> {
            throw new IllegalStateException("not now");
        });
        assertThat(shutdown(HALT, null)).isEqualTo(new Shutdown.Halt());
        assertThat(kernel.kernel().oopsCount()).isOne();
        assertThat(log()).anyMatch(line -> line.contains("reboot notifier") && line.contains("not now"));
    }

    @Test
    void onlyTheFirstOfTwoCounts() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        kernel.kernel().get(Reboot.class).registerRebootNotifier(how -> {
            calls.incrementAndGet();
            entered.countDown();
            awaitUninterruptibly(goOn);
        });
        Task first = kernel.start(user -> (int) user.syscall(NR_REBOOT, MAGIC1, MAGIC2, HALT, 0));
        entered.await();
        Task second = kernel.start(user -> (int) user.syscall(NR_REBOOT, MAGIC1, MAGIC2, RESTART, 0));
        Await.until(() -> second.syscallNumber() == NR_REBOOT);
        goOn.countDown();
        assertThat(kernel.kernel().awaitShutdown()).isEqualTo(new Shutdown.Halt());
        assertThat(first.join()).isZero();
        second.join();
        assertThat(calls).hasValue(1);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anEmbedderMayCloseMeanwhile() throws InterruptedException {
        Task task = kernel.start(user -> (int) user.syscall(NR_REBOOT, MAGIC1, MAGIC2, RESTART, 0));
        kernel.close();
        task.join();
        assertThat(kernel.kernel().tasks().size()).isZero();
        assertThat(kernel.kernel().awaitShutdown()).isIn(new Shutdown.Closed(), new Shutdown.Restart(null));
    }

    @Test
    void aTaskCannotWaitForItsOwnEnd() throws InterruptedException {
        kernel.run((User user) -> {
            assertThatThrownBy(() -> kernel.kernel().awaitShutdown()).isInstanceOf(IllegalStateException.class);
            return 0;
        });
        kernel.close();
    }

    @Test
    void noTaskBeginsAnyMore() throws InterruptedException {
        shutdown(HALT, null);
        assertThatThrownBy(() -> kernel.start(user -> 0)).hasMessageContaining("EAGAIN");
    }

    @Test
    void ctrlAltDelRestarts() throws InterruptedException {
        kernel.kernel().get(Reboot.class).ctrlAltDel();
        assertThat(kernel.kernel().awaitShutdown()).isEqualTo(new Shutdown.Restart(null));
    }

    @Test
    void ctrlAltDelIsInitsToDecideOnceItIsOff() throws InterruptedException {
        Task init = kernel.start((User user) -> {
            assertThat(reboot(user, CAD_OFF, 0)).isEqualTo("0");
            return (int) user.syscall(NR_PAUSE);
        });
        Await.asleepIn(init, NR_PAUSE);
        kernel.kernel().get(Reboot.class).ctrlAltDel();
        assertThat(init.join()).isEqualTo(Signal.SIGINT.number());
        kernel.run((User user) -> {
            assertThat(reboot(user, CAD_ON, 0)).isEqualTo("0");
            return 0;
        });
        kernel.kernel().get(Reboot.class).ctrlAltDel();
        assertThat(kernel.kernel().awaitShutdown()).isEqualTo(new Shutdown.Restart(null));
    }

    @Test
    void aKernelIsBootedAnewManyTimes() throws InterruptedException {
        for (int boot = 0; boot < 50; boot++) {
            Kernel next = Kernel.boot(KernelConfig.hermetic());
            next.get(Reboot.class).ctrlAltDel();
            assertThat(next.awaitShutdown()).isEqualTo(new Shutdown.Restart(null));
            assertThat(next.tasks().size()).isZero();
        }
        kernel.close();
    }
}
