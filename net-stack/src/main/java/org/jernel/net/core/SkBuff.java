package org.jernel.net.core;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * A packet: bytes with room before them, so that each layer puts its header in front, and what the layers note about it.
 * {@code struct sk_buff}; modelled on {@code net/core/skbuff.c}.
 *
 * <p>Clones share the bytes and have positions of their own: the sender keeps one for retransmission while the receiver
 * reads the other, so bytes below {@code tail} are not changed once a clone is on its way. Belongs to one owner at a time.
 */
public final class SkBuff {

    /** Nobody has checked the checksums of this packet. */
    public static final int CHECKSUM_NONE = 0;

    /** The transport's checksum is left to the device; on loopback, which loses no bits, to nobody. */
    public static final int CHECKSUM_PARTIAL = 3;

    /** Room for the headers of link, IP and TCP with all their options. {@code MAX_TCP_HEADER} in spirit. */
    public static final int MAX_HEADER = 160;

    /** What this object and the array's header cost beside the bytes, so that limits on memory mean something. */
    private static final int OVERHEAD = 256;

    private byte[] head;
    private int data;
    private int tail;
    private int networkHeader;
    private int transportHeader;
    private int ipSummed = CHECKSUM_NONE;

    /** Who sent a received packet, as {@link org.jernel.net.uapi.In6Addr} has it in two halves. */
    public long saddrHigh;

    public long saddrLow;

    /** Whom a received packet is for. */
    public long daddrHigh;

    public long daddrLow;

    /** {@code tcp_skb_cb}: the first sequence number of the segment. */
    public int seq;

    /** {@code tcp_skb_cb}: the sequence number after the segment; SYN and FIN count one each. */
    public int endSeq;

    /** {@code tcp_skb_cb}: what the segment acknowledges. */
    public int ackSeq;

    /** {@code tcp_skb_cb}: the flags of the header's thirteenth byte. */
    public int tcpFlags;

    /** {@code skb_iif}: the index of the device that it was received on. */
    public int iif;

    /** When TCP sent it first, in clock nanoseconds; of a packet that waits to be acknowledged. {@code skb_mstamp_ns}. */
    public long sentNanos;

    /** TCP takes it for lost and has not sent it again yet. {@code TCPCB_LOST}. */
    public boolean lost;

    /** TCP has sent it more than once. {@code TCPCB_EVER_RETRANS}. */
    public boolean retransmitted;

    /** {@code tstamp}: when it was received, in nanoseconds of wall-clock time; 0 where nobody has asked. */
    public long tstamp;

    /** {@code in_pktinfo} of {@code inet_skb_parm}: where it was received, as far as the receiver wanted to know then. */
    public int pktIfindex;

    /** {@code in_pktinfo}: the own address that an answer should come from. */
    public int pktSpecDst;

    private @Nullable Runnable destructor;

    @Nullable SkBuff next;
    @Nullable SkBuff previous;
    @Nullable SkBuffHead list;

    private SkBuff(byte[] head, int data, int tail) {
        this.head = head;
        this.data = data;
        this.tail = tail;
    }

    /** An empty packet with room for headers and for {@code size} bytes behind them. {@code alloc_skb}. */
    public static SkBuff alloc(int size) {
        return new SkBuff(new byte[MAX_HEADER + size], MAX_HEADER, MAX_HEADER);
    }

    /** A packet of these bytes, without room before them. */
    public static SkBuff of(byte[] bytes) {
        return new SkBuff(bytes.clone(), 0, bytes.length);
    }

    /** Another packet over the same bytes. {@code skb_clone}. */
    public SkBuff cloneSkb() {
        return positionsTo(new SkBuff(head, data, tail));
    }

    /** A packet with the same bytes in an array of its own, where the sharing of a clone would hurt. {@code skb_copy}. */
    public SkBuff copy() {
        return positionsTo(new SkBuff(head.clone(), data, tail));
    }

    private SkBuff positionsTo(SkBuff twin) {
        twin.networkHeader = networkHeader;
        twin.transportHeader = transportHeader;
        twin.ipSummed = ipSummed;
        twin.saddrHigh = saddrHigh;
        twin.saddrLow = saddrLow;
        twin.daddrHigh = daddrHigh;
        twin.daddrLow = daddrLow;
        twin.seq = seq;
        twin.endSeq = endSeq;
        twin.ackSeq = ackSeq;
        twin.tcpFlags = tcpFlags;
        twin.iif = iif;
        twin.tstamp = tstamp;
        return twin;
    }

    /** The array; {@link #data()} and the header offsets are indexes in it. */
    public byte[] bytes() {
        return head;
    }

    /** Where the packet begins now, as seen by the layer that has it. */
    public int data() {
        return data;
    }

    public int len() {
        return tail - data;
    }

    /** Bytes that {@link #put} can still add. */
    public int tailroom() {
        return head.length - tail;
    }

    /** What the packet counts for in a socket's buffers. */
    public int truesize() {
        return head.length + OVERHEAD;
    }

    /** Puts a header of {@code bytes} in front and returns its index. {@code skb_push}. */
    public int push(int bytes) {
        if (bytes > data) {
            throw new IllegalStateException("no room for a header of " + bytes);
        }
        data -= bytes;
        return data;
    }

    /** Takes {@code bytes} off the front. {@code skb_pull}. */
    public void pull(int bytes) {
        data += bytes;
    }

    /** Adds {@code bytes} behind and returns the index of the first. {@code skb_put}. */
    public int put(int bytes) {
        int at = tail;
        if (bytes > head.length - tail) {
            throw new IllegalStateException("no room for " + bytes + " bytes");
        }
        tail += bytes;
        return at;
    }

    /** Cuts the packet to its first {@code length} bytes. {@code skb_trim}. */
    public void trim(int length) {
        tail = data + length;
    }

    /** Makes room for at least {@code bytes} more behind, in a new array if it must. {@code pskb_expand_head}. */
    public void expandTail(int bytes) {
        if (tailroom() < bytes) {
            head = Arrays.copyOf(head, tail + bytes);
        }
    }

    public int networkHeader() {
        return networkHeader;
    }

    public void setNetworkHeader(int index) {
        networkHeader = index;
    }

    public int transportHeader() {
        return transportHeader;
    }

    public void setTransportHeader(int index) {
        transportHeader = index;
    }

    /** One of the CHECKSUM_ constants. */
    public int ipSummed() {
        return ipSummed;
    }

    public void setIpSummed(int how) {
        ipSummed = how;
    }

    /** What is to be done when nobody counts the packet any more for who sent it. {@code skb_set_owner_w}. */
    public void setDestructor(Runnable uncharge) {
        destructor = uncharge;
    }

    /** The sender is through with the packet: its buffer has room again. {@code skb_orphan}. */
    public void orphan() {
        Runnable last = destructor;
        destructor = null;
        if (last != null) {
            last.run();
        }
    }

    /** The packet's bytes in a new array. */
    public byte[] toByteArray() {
        return Arrays.copyOfRange(head, data, tail);
    }
}
