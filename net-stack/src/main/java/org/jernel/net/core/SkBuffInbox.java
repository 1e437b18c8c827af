package org.jernel.net.core;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Packets from any threads for one: added without a lock, taken in the order they were added. Modelled on
 * {@code lib/llist.c}, linked through the packets themselves.
 */
public final class SkBuffInbox {

    /** Each packet links to the one that came before it. */
    private final AtomicReference<@Nullable SkBuff> newest = new AtomicReference<>();

    /** What the consumer has taken, in the order of arrival. The consumer's own. */
    private @Nullable SkBuff oldest;

    /** Adds a packet that stands in no queue. Callable from anywhere. {@code llist_add}. */
    public void add(SkBuff skb) {
        SkBuff before;
        do {
            before = newest.get();
            skb.next = before;
        } while (!newest.compareAndSet(before, skb));
    }

    /** True if nothing has been added since the consumer last found nothing. */
    public boolean isEmpty() {
        return newest.get() == null;
    }

    /** Takes the packet that came first, or returns null. For the consumer only. */
    public @Nullable SkBuff poll() {
        SkBuff skb = oldest == null ? takeAll() : oldest;
        if (skb != null) {
            oldest = skb.next;
            skb.next = null;
        }
        return skb;
    }

    /** {@code llist_del_all} and {@code llist_reverse_order}. */
    private @Nullable SkBuff takeAll() {
        SkBuff reversed = null;
        SkBuff skb = newest.get() == null ? null : newest.getAndSet(null);
        while (skb != null) {
            SkBuff before = skb.next;
            skb.next = reversed;
            reversed = skb;
            skb = before;
        }
        return reversed;
    }
}
