package org.jernel.net.unix;

import org.jernel.net.core.ScmFpList;
import org.jernel.net.core.Ucred;
import org.jspecify.annotations.Nullable;

/** One message in a receive queue, or a connection in a listener's. {@code struct sk_buff} with {@code struct unix_skb_parms}. */
final class UnixSkb {

    private static final int PAGE_SIZE = 4096;

    /** {@code sizeof(struct skb_shared_info)}, which stands behind the bytes. */
    private static final int SHARED_INFO = 320;

    /** {@code sizeof(struct sk_buff)}, as it is allocated. */
    private static final int SK_BUFF = 256;

    private static final int CACHE_LINE = 64;

    /** The most bytes of a stream's message that go without pages. {@code SKB_MAX_HEAD(0)}. */
    private static final int MAX_HEAD = PAGE_SIZE - SHARED_INFO;

    /** The most bytes of a stream's message. {@code SKB_MAX_HEAD(0) + UNIX_SKB_FRAGS_SZ}. */
    static final int MAX_STREAM = MAX_HEAD + 32768;

    /** The most bytes of a datagram that go without pages. {@code SKB_MAX_ALLOC}. */
    private static final int MAX_ALLOC = 4 * PAGE_SIZE - SHARED_INFO;

    /** {@code MAX_SKB_FRAGS} pages. */
    private static final int MAX_FRAGS = 17 * PAGE_SIZE;

    final UnixSock sender;
    final byte[] data;
    final int truesize;
    @Nullable ScmFpList fp;
    @Nullable Ucred creds;
    private int consumed;

    @Nullable UnixSkb previous;
    @Nullable UnixSkb next;

    /** Makes a message, of whose bytes some lie in pages, and charges its sender for it. */
    private UnixSkb(UnixSock sender, byte[] data, int paged) {
        this.sender = sender;
        this.data = data;
        this.truesize = truesize(data.length - paged, paged);
        sender.chargeWmem(truesize);
    }

    /** A piece of a stream; what does not fit in the head goes all in pages. */
    static UnixSkb ofStream(UnixSock sender, byte[] data) {
        return new UnixSkb(sender, data,
                Math.min(data.length, roundUp(Math.max(0, data.length - MAX_HEAD), PAGE_SIZE)));
    }

    /** A whole message. */
    static UnixSkb ofDatagram(UnixSock sender, byte[] data) {
        int behindHead = Math.min(Math.max(0, data.length - MAX_ALLOC), MAX_FRAGS);
        return new UnixSkb(sender, data, roundUp(behindHead, PAGE_SIZE));
    }

    /** What the message costs its sender beside its bytes too, which SO_SNDBUF counts. {@code skb->truesize}. */
    private static int truesize(int linear, int paged) {
        return SK_BUFF + kmallocSize(roundUp(linear, CACHE_LINE) + SHARED_INFO) + roundUp(paged, PAGE_SIZE);
    }

    /** {@code kmalloc_size_roundup}: a power of two, for sizes of this kind. */
    private static int kmallocSize(int size) {
        return Integer.highestOneBit(size - 1) << 1;
    }

    private static int roundUp(int size, int unit) {
        return (size + unit - 1) & -unit;
    }

    /** Bytes that nobody has read. {@code unix_skb_len}. */
    int length() {
        return data.length - consumed;
    }

    int consumed() {
        return consumed;
    }

    void consume(int bytes) {
        consumed += bytes;
    }

    @Nullable
    ScmFpList takeFp() {
        ScmFpList taken = fp;
        fp = null;
        return taken;
    }

    /** The message is gone: its sender may send as much again, and files that nobody took are closed. {@code kfree_skb}. */
    void free() {
        ScmFpList left = takeFp();
        if (left != null) {
            left.destroy();
        }
        sender.unchargeWmem(truesize);
    }
}
