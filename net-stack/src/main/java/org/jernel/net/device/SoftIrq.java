package org.jernel.net.device;

import java.util.concurrent.atomic.AtomicBoolean;

import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.kernel.time.KernelClock;
import org.jernel.kernel.time.KernelTimer;
import org.jernel.kernel.time.TimerQueue;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.SkBuffInbox;

/**
 * The receive queue of a kernel and who empties it: whoever put something in and then holds no lock, one thread at a time, so
 * that packets are handled in the order they were received. {@code NET_RX_SOFTIRQ}.
 *
 * <p>Nobody works for the others without end: after a budget the thread of the timers goes on, as {@code ksoftirqd} does.
 *
 * <p>Handlers run without locks and never block, so the thread that happens to do the work is never held up by a sock's owner.
 */
public final class SoftIrq {

    /** How many packets a sender handles on its way. {@code weight_p} of {@code net/core/dev.c}. */
    private static final int BUDGET = 64;

    /** The number of the CPU that it runs on, as far as programs are told: there is one. {@code smp_processor_id}. */
    public static final int CPU = 0;

    private final PacketHandler handler;
    private final SkBuffInbox inbox = new SkBuffInbox();

    /** Taken by who empties the inbox, and handed on with the work. */
    private final AtomicBoolean running = new AtomicBoolean();

    private final KernelClock clock;
    private final KernelTimer ksoftirqd;

    public SoftIrq(PacketHandler handler, KernelClock clock, TimerQueue timers) {
        this.handler = handler;
        this.clock = clock;
        this.ksoftirqd = timers.timer(this::handle);
    }

    /** Queues a received packet. Callable with locks held, because nothing is handled yet. {@code netif_rx}. */
    @KernelFunction("netif_rx")
    public void netifRx(SkBuff skb) {
        inbox.add(skb);
    }

    /**
     * Handles what is queued, unless another thread is at it, which then handles ours too. To be called without locks after
     * every {@link #netifRx}. {@code local_bh_enable}.
     */
    @KernelFunction("do_softirq")
    public void doSoftirq() {
        if (!inbox.isEmpty() && running.compareAndSet(false, true)) {
            handle();
        }
    }

    /** By the owner of {@link #running}. */
    @KernelFunction("net_rx_action")
    private void handle() {
        int left = BUDGET;
        do {
            try {
                for (SkBuff skb = inbox.poll(); skb != null; skb = inbox.poll()) {
                    handler.receive(skb);
                    if (--left == 0) {
                        ksoftirqd.modTimer(clock.monotonicNanos());
                        return;
                    }
                }
            } catch (Throwable e) {
                running.set(false);
                throw e;
            }
            running.set(false);
            // What came after the last look found this thread at work still.
        } while (!inbox.isEmpty() && running.compareAndSet(false, true));
    }
}
