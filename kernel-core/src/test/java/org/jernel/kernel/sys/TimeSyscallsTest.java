package org.jernel.kernel.sys;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.jernel.kernel.support.Await;
import org.jernel.kernel.support.ManualClock;
import org.jernel.kernel.support.TestKernel;
import org.jernel.kernel.support.User;
import org.jernel.kernel.task.SigAction;
import org.jernel.kernel.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The answers are those of a running Linux to the same calls. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class TimeSyscallsTest {

    private static final int NANOSLEEP = 35;
    private static final int GETTIMEOFDAY = 96;
    private static final int TIME = 201;
    private static final int RESTART_SYSCALL = 219;
    private static final int CLOCK_GETTIME = 228;
    private static final int CLOCK_GETRES = 229;
    private static final int CLOCK_NANOSLEEP = 230;

    private static final int REALTIME = 0;
    private static final int MONOTONIC = 1;
    private static final int ABSTIME = 1;
    private static final int SIGUSR1 = 10;

    private static final long EPOCH = 1_700_000_000;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final ManualClock clock = new ManualClock();
    private final TestKernel kernel = new TestKernel(clock);

    @AfterEach
    void close() {
        kernel.close();
    }

    @Test
    void theTimeOfDayIsTheClocks() throws InterruptedException {
        clock.advance(2 * SECOND + 345_678_901);
        kernel.run((User user) -> {
            long time = user.alloc(16);
            assertThat(user.syscall(TIME, time)).isEqualTo(EPOCH + 2);
            assertThat(user.getLong(time)).isEqualTo(EPOCH + 2);
            assertThat(user.ask(GETTIMEOFDAY, time, 0)).isEqualTo("0");
            assertThat(user.getLong(time)).isEqualTo(EPOCH + 2);
            assertThat(user.getLong(time + 8)).isEqualTo(345_678);
            user.putLong(time, -1);
            assertThat(user.ask(GETTIMEOFDAY, 0, time)).isEqualTo("0");
            assertThat(user.getLong(time)).isZero();
            assertThat(user.ask(GETTIMEOFDAY, 0, 0)).isEqualTo("0");
            assertThat(user.ask(GETTIMEOFDAY, User.BAD, 0)).isEqualTo("EFAULT");
            assertThat(user.ask(GETTIMEOFDAY, 0, User.BAD)).isEqualTo("EFAULT");
            assertThat(user.ask(TIME, User.BAD)).isEqualTo("EFAULT");
            return 0;
        });
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1700000002, 345678901, 1",
        "1, 2, 345678901, 1",
        "4, 2, 345678901, 1",
        "5, 1700000002, 344000000, 4000000",
        "6, 2, 344000000, 4000000",
        "7, 2, 345678901, 1",
        "11, 1700000002, 345678901, 1"
    })
    void eachClockTellsItsTimeAndItsResolution(int id, long seconds, long nanos, long resolution)
            throws InterruptedException {
        clock.advance(2 * SECOND + 345_678_901);
        kernel.run((User user) -> {
            long time = user.alloc(16);
            assertThat(user.ask(CLOCK_GETTIME, id, time)).isEqualTo("0");
            assertThat(user.getLong(time)).isEqualTo(seconds);
            assertThat(user.getLong(time + 8)).isEqualTo(nanos);
            assertThat(user.ask(CLOCK_GETRES, id, time)).isEqualTo("0");
            assertThat(user.getLong(time)).isZero();
            assertThat(user.getLong(time + 8)).isEqualTo(resolution);
            return 0;
        });
    }

    @Test
    void clocksCheckTheirNumberThenTheAddress() throws InterruptedException {
        kernel.run((User user) -> {
            assertThat(user.ask(CLOCK_GETTIME, 77, User.BAD)).isEqualTo("EINVAL");
            assertThat(user.ask(CLOCK_GETTIME, REALTIME, User.BAD)).isEqualTo("EFAULT");
            assertThat(user.ask(CLOCK_GETRES, REALTIME, 0)).isEqualTo("0");
            assertThat(user.ask(CLOCK_GETRES, 77, 0)).isEqualTo("EINVAL");
            assertThat(user.ask(CLOCK_GETRES, 10, 0)).isEqualTo("EINVAL");
            return 0;
        });
    }

    @Test
    void sleepsCheckTheirTime() throws InterruptedException {
        kernel.run((User user) -> {
            assertThat(user.ask(NANOSLEEP, User.BAD, 0)).isEqualTo("EFAULT");
            assertThat(user.ask(NANOSLEEP, user.longs(0, SECOND), 0)).isEqualTo("EINVAL");
            assertThat(user.ask(NANOSLEEP, user.longs(0, -1), 0)).isEqualTo("EINVAL");
            assertThat(user.ask(NANOSLEEP, user.longs(-1, 0), 0)).isEqualTo("EINVAL");
            assertThat(user.ask(NANOSLEEP, user.longs(0, 0), User.BAD)).isEqualTo("0");
            return 0;
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 6})
    void someClocksCannotBeSleptBy(int id) throws InterruptedException {
        kernel.run((User user) -> {
            assertThat(user.ask(CLOCK_NANOSLEEP, id, 0, User.BAD, 0)).isEqualTo("EOPNOTSUPP");
            return 0;
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 11})
    void theOthersCan(int id) throws InterruptedException {
        kernel.run((User user) -> {
            assertThat(user.ask(CLOCK_NANOSLEEP, id, 6, User.BAD, 0)).isEqualTo("EFAULT");
            assertThat(user.ask(CLOCK_NANOSLEEP, id, 6, user.longs(0, 0), 0)).isEqualTo("0");
            assertThat(user.ask(CLOCK_NANOSLEEP, 10, 0, user.longs(0, 0), 0)).isEqualTo("EINVAL");
            return 0;
        });
    }

    @Test
    void aSleepEndsWithItsTime() throws InterruptedException {
        Task task = kernel.start((User user) -> {
            assertThat(user.ask(NANOSLEEP, user.longs(2, 1), 0)).isEqualTo("0");
            return 0;
        });
        clock.awaitParkedUntil(2 * SECOND + 1);
        clock.advance(2 * SECOND + 1);
        assertThat(kernel.join(task)).isZero();
    }

    @Test
    void aHandlerEndsASleepWhichSaysWhatIsLeft() throws InterruptedException {
        Task task = kernel.start((User user) -> {
            user.onSignal(SIGUSR1, SigAction.SA_RESTART, it -> 0);
            long left = user.alloc(16);
            assertThat(user.ask(NANOSLEEP, user.longs(10, 0), left)).isEqualTo("EINTR");
            assertThat(user.getLong(left)).isEqualTo(6);
            assertThat(user.getLong(left + 8)).isEqualTo(SECOND / 2);
            return 0;
        });
        clock.awaitParkedUntil(10 * SECOND);
        clock.advance(3 * SECOND + SECOND / 2);
        task.sendSignal(SIGUSR1);
        assertThat(kernel.join(task)).isZero();
    }

    @Test
    void aSleepThatAHandlerEndedIsNotContinued() throws InterruptedException {
        Task task = kernel.start((User user) -> {
            user.onSignal(SIGUSR1, 0, it -> 0);
            assertThat(user.ask(RESTART_SYSCALL)).isEqualTo("EINTR");
            assertThat(user.ask(NANOSLEEP, user.longs(10, 0), 0)).isEqualTo("EINTR");
            assertThat(user.ask(RESTART_SYSCALL)).isEqualTo("EINTR");
            return 0;
        });
        clock.awaitParkedUntil(10 * SECOND);
        task.sendSignal(SIGUSR1);
        assertThat(kernel.join(task)).isZero();
    }

    @Test
    void aHandlerMayContinueTheSleepItHasEnded() throws InterruptedException {
        Task task = kernel.start((User user) -> {
            user.onSignal(SIGUSR1, 0, it -> {
                clock.advance(3 * SECOND);
                assertThat(it.ask(RESTART_SYSCALL)).isEqualTo("0");
                assertThat(it.ask(RESTART_SYSCALL)).isEqualTo("0");
                return 0;
            });
            assertThat(user.ask(NANOSLEEP, user.longs(10, 0), 0)).isEqualTo("EINTR");
            assertThat(clock.monotonicNanos()).isEqualTo(10 * SECOND);
            return 0;
        });
        clock.awaitParkedUntil(10 * SECOND);
        task.sendSignal(SIGUSR1);
        Await.asleepIn(task, RESTART_SYSCALL);
        clock.advance(7 * SECOND);
        assertThat(kernel.join(task)).isZero();
    }

    @Test
    void aSleepThatIsInterruptedFaultsOnABadAddressForTheRest() throws InterruptedException {
        Task task = kernel.start((User user) -> {
            user.onSignal(SIGUSR1, 0, it -> 0);
            assertThat(user.ask(NANOSLEEP, user.longs(10, 0), User.BAD)).isEqualTo("EFAULT");
            return 0;
        });
        Await.asleepIn(task, NANOSLEEP);
        task.sendSignal(SIGUSR1);
        assertThat(kernel.join(task)).isZero();
    }

    @Test
    void aSleepUntilATimeOfDayWritesNoRest() throws InterruptedException {
        clock.advance(SECOND);
        Task task = kernel.start((User user) -> {
            user.onSignal(SIGUSR1, SigAction.SA_RESTART, it -> 0);
            long left = user.longs(77, 77);
            long until = user.longs(EPOCH + 11, 0);
            assertThat(user.ask(CLOCK_NANOSLEEP, REALTIME, ABSTIME, until, left)).isEqualTo("EINTR");
            assertThat(user.getLong(left)).isEqualTo(77);
            assertThat(user.ask(CLOCK_NANOSLEEP, REALTIME, ABSTIME, user.longs(EPOCH, 0), 0)).isEqualTo("0");
            assertThat(user.ask(CLOCK_NANOSLEEP, MONOTONIC, ABSTIME, user.longs(1, 0), 0)).isEqualTo("0");
            return 0;
        });
        clock.awaitParkedUntil(11 * SECOND);
        task.sendSignal(SIGUSR1);
        assertThat(kernel.join(task)).isZero();
    }

    @Test
    void aSleepOfAllTimeIsOneWithoutADeadline() throws InterruptedException {
        Task task = kernel.start(user -> (int) user.syscall(NANOSLEEP, user.longs(Long.MAX_VALUE, 0), 0));
        clock.awaitParkedUntil(Long.MAX_VALUE);
        Await.asleepIn(task, NANOSLEEP);
        task.sendSignal(SIGUSR1);
        assertThat(kernel.join(task)).isEqualTo(SIGUSR1);
    }
}
