package org.jernel.kernel.reboot;

import java.util.concurrent.TimeUnit;

import org.jernel.kernel.support.Await;
import org.jernel.kernel.support.TestKernel;
import org.jernel.kernel.support.User;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** The program that a kernel is booted for: nobody ends it, and the kernel ends with it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class InitTest {

    private static final int NR_PAUSE = 34;
    private static final int NR_GETPID = 39;
    private static final int NR_KILL = 62;

    private final TestKernel kernel = new TestKernel();

    @Test
    void noSignalEndsIt() throws InterruptedException {
        Task init = kernel.startInit(user -> (int) user.syscall(NR_PAUSE));
        Await.asleepIn(init, NR_PAUSE);
        kernel.run((User user) -> {
            for (int signo : new int[] {Signal.SIGKILL.number(), Signal.SIGSTOP.number(), Signal.SIGTERM.number(),
                34}) {
                assertThat(user.ask(NR_KILL, init.pid(), signo)).isEqualTo("0");
            }
            return 0;
        });
        assertThat(init.signals().allPending()).isZero();
        assertThat(init.isAsleep()).isTrue();
        kernel.close();
        assertThat(init.join()).isEqualTo(Signal.SIGKILL.number());
        assertThat(kernel.kernel().awaitShutdown()).isEqualTo(new Shutdown.Closed());
    }

    @Test
    void theKernelGoesDownWithIt() throws InterruptedException {
        Task init = kernel.startInit(user -> 7);
        assertThat(kernel.kernel().awaitShutdown()).isEqualTo(new Shutdown.InitExited(7 << 8));
        assertThat(init.join()).isEqualTo(7 << 8);
        kernel.close();
    }

    @Test
    void theLogSaysThatItDied() throws InterruptedException {
        Task init = kernel.startInit((User user) -> {
            throw Task.current().doExit(Signal.SIGSEGV.number());
        });
        assertThat(kernel.kernel().awaitShutdown()).isEqualTo(new Shutdown.InitExited(Signal.SIGSEGV.number()));
        assertThat(init.join()).isEqualTo(Signal.SIGSEGV.number());
        assertThat(kernel.kernel().printk().records())
                .anyMatch(record -> record.text()
                        .equals("Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b"));
        kernel.close();
    }

    @Test
    void notEvenItselfEndsItByASignal() throws InterruptedException {
        Task init = kernel.startInit((User user) -> {
            user.syscall(NR_KILL, user.syscall(NR_GETPID), Signal.SIGKILL.number());
            return 3;
        });
        assertThat(init.join()).isEqualTo(3 << 8);
        kernel.close();
    }
}
