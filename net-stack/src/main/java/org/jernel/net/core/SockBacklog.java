package org.jernel.net.core;

import org.jspecify.annotations.Nullable;

/**
 * Packets that came for a sock while somebody owned it; the owner handles them when it lets go. {@code sk_backlog}.
 *
 * <p>Lock order: the monitor is a leaf.
 */
final class SockBacklog {

    private final SkBuffHead queue = new SkBuffHead();
    private volatile boolean pending;

    boolean isPending() {
        return pending;
    }

    synchronized void add(SkBuff skb) {
        queue.queueTail(skb);
        pending = true;
    }

    synchronized @Nullable SkBuff poll() {
        SkBuff skb = queue.dequeue();
        pending = !queue.isEmpty();
        return skb;
    }
}
