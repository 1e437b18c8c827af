package org.jernel.kernel.wait;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import org.jernel.kernel.support.Await;
import org.jernel.kernel.support.ManualClock;
import org.jernel.kernel.time.HostClock;
import org.jernel.syscall.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.kernel.wait.WaitQueueHead.MAX_SCHEDULE_TIMEOUT;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class WaitQueueHeadTest {

    private static final long INTERRUPTED = Errno.EINTR.negated();

    private final ManualClock clock = new ManualClock();
    private final WaitQueueHead queue = new WaitQueueHead(clock);

    /** A thread that waits, and what it got. */
    private record Waiter(Thread thread, CompletableFuture<Long> result) {

        static Waiter start(LongSupplier wait) {
            CompletableFuture<Long> result = new CompletableFuture<>();
            Thread thread = Thread.startVirtualThread(() -> result.complete(wait.getAsLong()));
            return new Waiter(thread, result);
        }

        /** Starts one and waits until it is parked. */
        static Waiter startParked(LongSupplier wait) throws InterruptedException {
            Waiter waiter = start(wait);
            Await.until(() -> waiter.thread.getState() == Thread.State.WAITING);
            return waiter;
        }
    }

    @Test
    void aConditionThatHoldsIsNotWaitedFor() {
        assertThat(queue.waitEvent(() -> true, 5)).isEqualTo(5);
        assertThat(queue.waitEvent(() -> true, 0)).isEqualTo(1);
        assertThat(queue.waitEventExclusive(() -> true, MAX_SCHEDULE_TIMEOUT)).isEqualTo(MAX_SCHEDULE_TIMEOUT);
    }

    @Test
    void aTimeoutOfZeroAsksOnceMoreAndGivesUp() {
        AtomicInteger asked = new AtomicInteger();
        assertThat(queue.waitEvent(() -> asked.incrementAndGet() == 2, 0)).isEqualTo(1);
        assertThat(queue.waitEvent(() -> false, 0)).isZero();
    }

    @Test
    void aWakeUpEndsTheSleepWithWhatIsLeftOfTheTimeout() throws Exception {
        AtomicBoolean ready = new AtomicBoolean();
        Waiter waiter = Waiter.start(() -> queue.waitEvent(ready::get, 100));
        clock.awaitParkedUntil(100);
        clock.advance(30);
        ready.set(true);
        queue.wakeUp(0);
        assertThat(waiter.result().get()).isEqualTo(70);
        assertThat(queue.hasSleeper()).isFalse();
    }

    @Test
    void aWakeUpWithoutTheConditionDoesNotEndTheSleep() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Waiter waiter = Waiter.start(() -> queue.waitEvent(() -> asked.incrementAndGet() < 0, 100));
        clock.awaitParkedUntil(100);
        int before = asked.get();
        queue.wakeUp(0);
        Await.until(() -> asked.get() > before);
        clock.awaitParkedUntil(100);
        clock.advance(100);
        assertThat(waiter.result().get()).isZero();
        assertThat(queue.hasSleeper()).isFalse();
    }

    @Test
    void anInterruptIsTheSignalOfAForeignThread() throws Exception {
        Waiter waiter = Waiter.startParked(() -> queue.waitEvent(() -> false, MAX_SCHEDULE_TIMEOUT));
        waiter.thread().interrupt();
        assertThat(waiter.result().get()).isEqualTo(INTERRUPTED);
        assertThat(queue.hasSleeper()).isFalse();
    }

    @Test
    void aConditionThatHoldsBeatsASignal() throws Exception {
        Waiter waiter = Waiter.start(() -> {
            Thread.currentThread().interrupt();
            return queue.waitEvent(() -> queue.hasSleeper(), MAX_SCHEDULE_TIMEOUT);
        });
        assertThat(waiter.result().get()).isEqualTo(MAX_SCHEDULE_TIMEOUT);
    }

    @Test
    void oneWakeUpReachesAllSharedAndOneExclusiveWaiter() throws Exception {
        AtomicBoolean ready = new AtomicBoolean();
        List<Waiter> exclusive = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            exclusive.add(Waiter.startParked(() -> queue.waitEventExclusive(ready::get, MAX_SCHEDULE_TIMEOUT)));
        }
        Waiter shared = Waiter.startParked(() -> queue.waitEvent(ready::get, MAX_SCHEDULE_TIMEOUT));
        ready.set(true);
        queue.wakeUp(0);
        shared.result().get();
        exclusive.getFirst().result().get();
        assertThat(exclusive.get(1).thread().getState()).isEqualTo(Thread.State.WAITING);
        queue.wakeUpAll(0);
        exclusive.get(1).result().get();
        exclusive.get(2).result().get();
        assertThat(queue.hasSleeper()).isFalse();
    }

    @Test
    void anExclusiveWaiterThatLeavesPassesOnTheWakeUpThatItDidNotUse() throws Exception {
        AtomicBoolean ready = new AtomicBoolean();
        Waiter leaving = Waiter.start(() -> queue.waitEventExclusive(() -> wakeWhileAsked(), 100));
        clock.awaitParkedUntil(100);
        Waiter next = Waiter.startParked(() -> queue.waitEventExclusive(ready::get, MAX_SCHEDULE_TIMEOUT));
        ready.set(true);
        wakeOnAsk.set(true);
        clock.advance(100);
        assertThat(leaving.result().get()).isZero();
        assertThat(next.result().get()).isEqualTo(MAX_SCHEDULE_TIMEOUT);
    }

    private final AtomicBoolean wakeOnAsk = new AtomicBoolean();

    /** A condition that does not hold, and that is looked at just before a wake-up comes. */
    private boolean wakeWhileAsked() {
        if (wakeOnAsk.compareAndSet(true, false)) {
            queue.wakeUp(0);
        }
        return false;
    }

    @Test
    void anEntryIsWokenWithTheKeyUntilItLeaves() {
        List<Integer> keys = new ArrayList<>();
        WaitQueueEntry entry = new WaitQueueEntry() {
            @Override
            protected boolean wake(int key) {
                return keys.add(key);
            }
        };
        queue.add(entry);
        queue.wakeUp(4);
        queue.remove(entry);
        queue.wakeUp(8);
        queue.remove(entry);
        assertThat(keys).containsExactly(4);
    }

    @Test
    void removingFromAnotherQueueDoesNothing() {
        AtomicInteger woken = new AtomicInteger();
        WaitQueueEntry entry = new WaitQueueEntry() {
            @Override
            protected boolean wake(int key) {
                return woken.incrementAndGet() > 0;
            }
        };
        queue.add(entry);
        new WaitQueueHead(clock).remove(entry);
        queue.wakeUp(0);
        assertThat(woken).hasValue(1);
    }

    /** Two threads hand a turn to and fro; a lost wake-up would hang it. */
    @Test
    void noWakeUpIsLostBetweenTwoThreads() throws Exception {
        int rounds = 20_000;
        AtomicInteger turn = new AtomicInteger();
        WaitQueueHead live = new WaitQueueHead(new HostClock());
        List<Waiter> players = new ArrayList<>();
        for (int player = 0; player < 2; player++) {
            int parity = player;
            players.add(Waiter.start(() -> {
                long result = 1;
                for (int round = parity; round < rounds && result > 0; round += 2) {
                    int mine = round;
                    result = live.waitEvent(() -> turn.get() == mine, MAX_SCHEDULE_TIMEOUT);
                    turn.incrementAndGet();
                    live.wakeUp(0);
                }
                return result;
            }));
        }
        for (Waiter player : players) {
            assertThat(player.result().get()).isPositive();
        }
        assertThat(turn).hasValue(rounds);
    }

    /** Each wake-up is for one item: as many takers as items must all come back. */
    @Test
    void noExclusiveWakeUpIsLostAmongMany() throws Exception {
        int takers = 64;
        int each = 200;
        AtomicInteger items = new AtomicInteger();
        WaitQueueHead live = new WaitQueueHead(new HostClock());
        List<Waiter> waiters = new ArrayList<>();
        for (int i = 0; i < takers; i++) {
            waiters.add(Waiter.start(() -> {
                long result = 1;
                for (int taken = 0; taken < each && result > 0; taken++) {
                    result = live.waitEventExclusive(
                            () -> items.getAndUpdate(left -> Math.max(0, left - 1)) > 0, MAX_SCHEDULE_TIMEOUT);
                }
                return result;
            }));
        }
        for (int i = 0; i < takers * each; i++) {
            items.incrementAndGet();
            live.wakeUp(0);
        }
        for (Waiter waiter : waiters) {
            assertThat(waiter.result().get()).isPositive();
        }
        assertThat(items).hasValue(0);
    }

    /** A quarter of the waiters is interrupted; the items that they were woken for must reach the others. */
    @Test
    void noExclusiveWakeUpIsLostWithTheInterrupted() throws Exception {
        for (int round = 0; round < 300; round++) {
            int others = 6;
            AtomicInteger items = new AtomicInteger();
            WaitQueueHead live = new WaitQueueHead(new HostClock());
            List<Waiter> waiters = new ArrayList<>();
            for (int i = 0; i < others + 2; i++) {
                waiters.add(Waiter.start(() -> live.waitEventExclusive(
                        () -> items.getAndUpdate(left -> Math.max(0, left - 1)) > 0, MAX_SCHEDULE_TIMEOUT)));
            }
            Thread interrupter = Thread.startVirtualThread(() -> {
                waiters.get(0).thread().interrupt();
                waiters.get(4).thread().interrupt();
            });
            for (int i = 0; i < others; i++) {
                items.incrementAndGet();
                live.wakeUp(0);
            }
            interrupter.join();
            // Those who were not interrupted are as many as the items, so none may be left waiting on one.
            Await.until(() -> items.get() == 0);
            items.addAndGet(2);
            live.wakeUpAll(0);
            for (Waiter waiter : waiters) {
                assertThat(waiter.result().get()).isNotZero();
            }
        }
    }
}
