package org.jernel.net.core;

import org.jspecify.annotations.Nullable;

/**
 * A queue of packets, linked through the packets themselves. {@code struct sk_buff_head}. Guarded by its owner's lock.
 */
public final class SkBuffHead {

    private @Nullable SkBuff first;
    private @Nullable SkBuff last;
    private int length;

    public boolean isEmpty() {
        return first == null;
    }

    public int length() {
        return length;
    }

    /** The first packet, which stays, or null. {@code skb_peek}. */
    public @Nullable SkBuff peek() {
        return first;
    }

    /** The last packet, which stays, or null. {@code skb_peek_tail}. */
    public @Nullable SkBuff peekTail() {
        return last;
    }

    /** The packet behind {@code skb}, or null. */
    public @Nullable SkBuff next(SkBuff skb) {
        return skb.next;
    }

    /** The packet before {@code skb}, or null. */
    public @Nullable SkBuff previous(SkBuff skb) {
        return skb.previous;
    }

    /** Adds behind the last. {@code skb_queue_tail}. */
    public void queueTail(SkBuff skb) {
        insertBetween(last, skb, null);
    }

    /** Adds directly behind {@code at}. {@code __skb_queue_after}. */
    public void queueAfter(SkBuff at, SkBuff skb) {
        insertBetween(at, skb, at.next);
    }

    /** Adds before the first. {@code skb_queue_head}. */
    public void queueHead(SkBuff skb) {
        insertBetween(null, skb, first);
    }

    private void insertBetween(@Nullable SkBuff before, SkBuff skb, @Nullable SkBuff after) {
        if (skb.list != null) {
            throw new IllegalStateException("the packet stands in a queue already");
        }
        skb.list = this;
        skb.previous = before;
        skb.next = after;
        if (before == null) {
            first = skb;
        } else {
            before.next = skb;
        }
        if (after == null) {
            last = skb;
        } else {
            after.previous = skb;
        }
        length++;
    }

    /** Takes the first packet out, or returns null. {@code skb_dequeue}. */
    public @Nullable SkBuff dequeue() {
        SkBuff skb = first;
        if (skb != null) {
            unlink(skb);
        }
        return skb;
    }

    /** Takes a packet of this queue out. {@code skb_unlink}. */
    public void unlink(SkBuff skb) {
        if (skb.list != this) {
            throw new IllegalStateException("the packet is not in this queue");
        }
        SkBuff before = skb.previous;
        SkBuff after = skb.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        skb.next = null;
        skb.previous = null;
        skb.list = null;
        length--;
    }

    /** Drops every packet. {@code skb_queue_purge}. */
    public void purge() {
        while (first != null) {
            unlink(first);
        }
    }
}
