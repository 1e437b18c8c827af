package org.jernel.kernel.time;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.jernel.kernel.support.ManualClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class TimerQueueTest {

    private final ManualClock clock = new ManualClock();
    private final List<Throwable> oopses = new CopyOnWriteArrayList<>();
    private final TimerQueue timers = new TimerQueue("test-timers", clock, oopses::add);
    private final BlockingQueue<String> fired = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        timers.close();
    }

    private KernelTimer timer(String name) {
        return timers.timer(() -> fired.add(name));
    }

    /** What has fired when everything due has, in order. */
    private List<String> firedBy(long now) throws InterruptedException {
        CountDownLatch last = new CountDownLatch(1);
        timers.timer(last::countDown).modTimer(now);
        last.await();
        return List.copyOf(fired);
    }

    @Test
    void timersFireInTheOrderOfTheirTimes() throws InterruptedException {
        timer("c").modTimer(30);
        timer("a").modTimer(10);
        timer("b").modTimer(20);
        clock.advance(30);
        assertThat(firedBy(30)).containsExactly("a", "b", "c");
    }

    @Test
    void timersOfOneTimeFireInTheOrderOfTheirArming() throws InterruptedException {
        for (String name : List.of("a", "b", "c", "d")) {
            timer(name).modTimer(10);
        }
        clock.advance(10);
        assertThat(firedBy(10)).containsExactly("a", "b", "c", "d");
    }

    @Test
    void aTimerFiresNotBeforeItsTimeAndOnlyOnce() throws InterruptedException {
        KernelTimer timer = timer("a");
        timer.modTimer(10);
        clock.advance(9);
        assertThat(firedBy(9)).isEmpty();
        assertThat(timer.isPending()).isTrue();
        clock.advance(1);
        assertThat(firedBy(10)).containsExactly("a");
        assertThat(timer.isPending()).isFalse();
        clock.advance(100);
        assertThat(firedBy(110)).containsExactly("a");
    }

    @Test
    void armingAgainMovesATimerAndItsTurnAmongEquals() throws InterruptedException {
        KernelTimer moved = timer("moved");
        moved.modTimer(5);
        timer("other").modTimer(10);
        moved.modTimer(10);
        clock.advance(5);
        assertThat(firedBy(5)).isEmpty();
        clock.advance(5);
        assertThat(firedBy(10)).containsExactly("other", "moved");
    }

    @Test
    void aDisarmedTimerDoesNotFireAndCanBeArmedAgain() throws InterruptedException {
        KernelTimer timer = timer("a");
        timer.modTimer(10);
        timer.delTimer();
        assertThat(timer.isPending()).isFalse();
        clock.advance(10);
        assertThat(firedBy(10)).isEmpty();
        timer.modTimer(20);
        clock.advance(10);
        assertThat(firedBy(20)).containsExactly("a");
    }

    @Test
    void anEarlierTimerWakesTheThreadThatSleepsForALaterOne() throws InterruptedException {
        timer("late").modTimer(100);
        clock.awaitParkedUntil(100);
        timer("early").modTimer(10);
        clock.awaitParkedUntil(10);
        clock.advance(10);
        assertThat(fired.take()).isEqualTo("early");
        clock.awaitParkedUntil(100);
    }

    @Test
    void aTimerMayArmItself() throws InterruptedException {
        AtomicReference<KernelTimer> self = new AtomicReference<>();
        KernelTimer timer = timers.timer(() -> {
            fired.add("tick");
            self.get().modTimer(clock.monotonicNanos() + 10);
        });
        self.set(timer);
        timer.modTimer(10);
        for (int tick = 1; tick <= 3; tick++) {
            clock.awaitParkedUntil(tick * 10L);
            clock.advance(10);
            assertThat(fired.take()).isEqualTo("tick");
        }
        assertThat(oopses).isEmpty();
    }

    @Test
    void aFunctionThatFailsIsReportedAndHoldsNoOtherUp() throws InterruptedException {
        timers.timer(() -> {
            throw new IllegalStateException("broken");
        }).modTimer(1);
        timer("next").modTimer(2);
        clock.advance(2);
        assertThat(fired.take()).isEqualTo("next");
        assertThat(oopses).singleElement().asString().contains("broken");
    }

    @Test
    void aFunctionThatInterruptsItsThreadDisturbsNoOther() throws InterruptedException {
        timers.timer(() -> Thread.currentThread().interrupt()).modTimer(1);
        timers.timer(() -> fired.add("interrupted " + Thread.currentThread().isInterrupted())).modTimer(2);
        clock.advance(2);
        assertThat(fired.take()).isEqualTo("interrupted false");
    }

    @Test
    void aReportThatFailsHoldsNoTimerUp() throws InterruptedException {
        try (TimerQueue unreported = new TimerQueue("test-timers", clock, e -> {
            throw new IllegalStateException("no log", e);
        })) {
            unreported.timer(() -> {
                throw new IllegalStateException("broken");
            }).modTimer(1);
            unreported.timer(() -> fired.add("next")).modTimer(2);
            clock.advance(2);
            assertThat(fired.take()).isEqualTo("next");
        }
    }

    @Test
    void aClosedQueueArmsNothing() {
        KernelTimer timer = timer("a");
        timer.modTimer(10);
        timers.close();
        assertThat(timer.isPending()).isFalse();
        timer.modTimer(20);
        assertThat(timer.isPending()).isFalse();
        assertThat(timers.size()).isZero();
    }

    @Test
    void closingWaitsForTheFunctionThatRuns() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        timers.timer(() -> {
            inside.countDown();
            awaitQuietly(goOn);
            fired.add("finished");
        }).modTimer(0);
        inside.await();
        Thread closer = Thread.startVirtualThread(timers::close);
        goOn.countDown();
        closer.join();
        assertThat(fired).containsExactly("finished");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
