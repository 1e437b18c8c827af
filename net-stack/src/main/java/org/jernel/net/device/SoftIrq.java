package org.jernel.net.device;

import java.util.concurrent.atomic.AtomicBoolean;

import org.jernel.net.core.SkBuff;
import org.jernel.net.core.SkBuffHead;
import org.jspecify.annotations.Nullable;

/**
 * The receive queue of a kernel and who empties it: whoever put something in and then holds no lock, one thread at a time, so
 * that packets are handled in the order they were received. {@code NET_RX_SOFTIRQ}.
 *
 * <p>Lock order: the queue's monitor is a leaf. Handlers run outside it and never block, so the thread that happens to do
 * the work is never held up by a sock's owner.
 */
public final class SoftIrq {

    private final PacketHandler handler;
    private final SkBuffHead queue = new SkBuffHead();
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile boolean raised;

    public SoftIrq(PacketHandler handler) {
        this.handler = handler;
    }

    /** Queues a received packet. Callable with locks held, because nothing is handled yet. {@code netif_rx}. */
    public void netifRx(SkBuff skb) {
        synchronized (queue) {
            queue.queueTail(skb);
            raised = true;
        }
    }

    /**
     * Handles what is queued, unless another thread is at it, which then handles ours too. To be called without locks after
     * every {@link #netifRx}. {@code local_bh_enable}.
     */
    public void doSoftirq() {
        while (raised && running.compareAndSet(false, true)) {
            try {
                for (SkBuff skb = dequeue(); skb != null; skb = dequeue()) {
                    handler.receive(skb);
                }
            } finally {
                running.set(false);
            }
        }
    }

    private @Nullable SkBuff dequeue() {
        synchronized (queue) {
            SkBuff skb = queue.dequeue();
            raised = !queue.isEmpty();
            return skb;
        }
    }
}
