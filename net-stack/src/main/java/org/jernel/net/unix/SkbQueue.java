package org.jernel.net.unix;

import org.jspecify.annotations.Nullable;

/** Messages in the order they came, of which any may be taken out. {@code struct sk_buff_head}; guarded by the {@link UnixNet}. */
final class SkbQueue {

    private @Nullable UnixSkb first;
    private @Nullable UnixSkb last;
    private int size;

    @Nullable
    UnixSkb first() {
        return first;
    }

    @Nullable
    UnixSkb last() {
        return last;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return first == null;
    }

    void add(UnixSkb skb) {
        skb.previous = last;
        if (last == null) {
            first = skb;
        } else {
            last.next = skb;
        }
        last = skb;
        size++;
    }

    void remove(UnixSkb skb) {
        if (skb.previous == null) {
            first = skb.next;
        } else {
            skb.previous.next = skb.next;
        }
        if (skb.next == null) {
            last = skb.previous;
        } else {
            skb.next.previous = skb.previous;
        }
        skb.previous = null;
        skb.next = null;
        size--;
    }

    @Nullable
    UnixSkb poll() {
        UnixSkb skb = first;
        if (skb != null) {
            remove(skb);
        }
        return skb;
    }

    /** Bytes that nobody has read. */
    int bytes() {
        int bytes = 0;
        for (UnixSkb skb = first; skb != null; skb = skb.next) {
            bytes += skb.length();
        }
        return bytes;
    }
}
