package org.jernel.net.ipv4;

import org.jernel.kernel.probe.Probes;
import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.net.core.NetBytes;
import org.jernel.net.core.NetFunctions;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.TcpMib;
import org.jernel.net.uapi.In6Addr;
import org.jspecify.annotations.Nullable;

/** Writes TCP headers and options, and gives segments to IP. {@code tcp_transmit_skb} of {@code net/ipv4/tcp_output.c}. */
final class TcpSegment {

    private static final int SYN_OPTIONS_LENGTH = 20;
    private static final int SACK_BLOCK = 8;

    /** With timestamps no more blocks fit. */
    private static final int MAX_SACK_BLOCKS = 3;

    private TcpSegment() {}

    /** Bytes of options on every segment of a connection, SACK aside. */
    static int establishedOptionsLength(TcpSock sk) {
        return sk.rxOpt.tstampOk ? TcpSock.TIMESTAMP_ALIGNED : 0;
    }

    /** Sends a segment without data that takes no sequence number: ACK or RST. */
    static void transmitEmpty(TcpSock sk, int flags, int seq) {
        SkBuff skb = SkBuff.alloc(0);
        skb.seq = seq;
        skb.endSeq = seq;
        skb.tcpFlags = flags;
        transmit(sk, skb);
    }

    /** Puts the header in front and sends the segment, which carries our latest acknowledgement and window. */
    @KernelFunction("__tcp_transmit_skb")
    static void transmit(TcpSock sk, SkBuff skb) {
        Probes probes = sk.net().probes();
        if (probes.isOff()) {
            doTransmit(sk, skb);
        } else {
            probes.run(NetFunctions.TCP_TRANSMIT_SKB, () -> doTransmit(sk, skb), skb.seq, skb.len(), skb.tcpFlags);
        }
    }

    private static void doTransmit(TcpSock sk, SkBuff skb) {
        int flags = skb.tcpFlags;
        sk.counters.segmentsOut++;
        sk.ipv4.count(TcpMib.OUT_SEGS);
        if (skb.len() > 0) {
            sk.counters.dataSegmentsOut++;
            sk.counters.bytesSent += skb.len();
        }
        boolean syn = (flags & TcpHeader.SYN) != 0;
        boolean acks = (flags & TcpHeader.ACK) != 0;
        boolean hasData = skb.endSeq != skb.seq;
        int sackBlocks = syn ? 0 : sackBlocks(sk);
        int optionsLength = syn
                ? synOptionsLength(sk.rxOpt, !acks)
                : establishedOptionsLength(sk) + (sackBlocks == 0 ? 0 : 4 + sackBlocks * SACK_BLOCK);
        int at = skb.push(TcpHeader.LENGTH + optionsLength);
        skb.setTransportHeader(at);
        int window;
        if (syn) {
            window = Math.min(sk.rcvWnd, TcpWindow.MAX_UNSCALED);
        } else {
            window = (flags & TcpHeader.RST) != 0 ? 0 : TcpWindow.select(sk);
        }
        TcpHeader.write(
                skb,
                sk.shownPort(),
                sk.dport,
                skb.seq,
                acks ? sk.rcvNxt : 0,
                TcpHeader.LENGTH + optionsLength,
                flags,
                window);
        if (syn) {
            writeSynOptions(skb, sk.ipv4, sk.rxOpt, !acks, synMss(sk), sk.tsOffset);
        } else {
            markUrgent(sk, skb);
            writeOptions(sk, skb, sackBlocks);
        }
        if (acks) {
            sk.ack.sent(1);
            sk.timer.clearDelayedAck();
        }
        if (hasData && !syn) {
            dataSent(sk);
        }
        TcpHeader.beginChecksum(skb, sk.saddr, sk.daddr);
        sk.ipv4.ipOutput().queueXmit(skb, sk);
    }

    /** Every segment before the end of urgent data says where that is, as far as it can. RFC 9293, 3.8.5. */
    private static void markUrgent(TcpSock sk, SkBuff skb) {
        if (!sk.isUrgentMode() || !TcpSeq.before(skb.seq, sk.sndUp)) {
            return;
        }
        int distance = sk.sndUp - skb.seq;
        if (distance <= TcpOutput.MAX_URGENT_POINTER) {
            TcpHeader.putUrgentPointer(skb, distance);
        } else if (TcpSeq.after(skb.seq + TcpOutput.MAX_URGENT_POINTER, sk.sndNxt)) {
            TcpHeader.putUrgentPointer(skb, TcpOutput.MAX_URGENT_POINTER);
        }
    }

    /** Data went out soon after some came in: the two sides take turns. {@code tcp_event_data_sent}. */
    private static void dataSent(TcpSock sk) {
        if (sk.ack.lastReceived != 0 && !sk.ack.pingpong
                && sk.now() - sk.ack.lastReceived < TcpTimer.DELACK_NANOS) {
            sk.ack.pingpong = true;
        }
    }

    /** The MSS that we name in a SYN. {@code tcp_advertise_mss}. */
    static int synMss(TcpSock sk) {
        IpVersion ip = IpVersion.of(sk.daddr);
        int mss = ip.mtu(sk.route) - ip.headerLength() - TcpHeader.LENGTH;
        return sk.tcp.userMss == 0 ? mss : Math.min(mss, sk.tcp.userMss);
    }

    /** Bytes of the options of a SYN: all are offered, and an answer names only what the peer offered too. */
    static int synOptionsLength(TcpReceivedOptions options, boolean offer) {
        if (offer) {
            return SYN_OPTIONS_LENGTH;
        }
        int length = TcpReceivedOptions.LENGTH_MSS;
        length += options.tstampOk ? TcpSock.TIMESTAMP_ALIGNED : 0;
        length += options.wscaleOk ? 4 : 0;
        length += options.sackOk && !options.tstampOk ? 4 : 0;
        return length;
    }

    static void writeSynOptions(
            SkBuff skb, Ipv4 ipv4, TcpReceivedOptions options, boolean offer, int mss, int tsOffset) {
        byte[] bytes = skb.bytes();
        int at = skb.transportHeader() + TcpHeader.LENGTH;
        boolean timestamps = offer || options.tstampOk;
        boolean sack = offer || options.sackOk;
        NetBytes.putInt(bytes, at, TcpReceivedOptions.KIND_MSS << 24 | TcpReceivedOptions.LENGTH_MSS << 16 | mss);
        at += 4;
        int sackPermitted = TcpReceivedOptions.KIND_SACK_PERM << 8 | TcpReceivedOptions.LENGTH_SACK_PERM;
        int padding = TcpReceivedOptions.KIND_NOP << 8 | TcpReceivedOptions.KIND_NOP;
        if (timestamps) {
            at = writeTimestamp(bytes, at, sack ? sackPermitted : padding, ipv4.tcpTime(tsOffset), options.tsRecent);
        } else if (sack) {
            NetBytes.putInt(bytes, at, padding << 16 | sackPermitted);
            at += 4;
        }
        if (offer || options.wscaleOk) {
            NetBytes.putInt(bytes, at,
                    TcpReceivedOptions.KIND_NOP << 24 | TcpReceivedOptions.KIND_WINDOW << 16
                            | TcpReceivedOptions.LENGTH_WINDOW << 8 | options.rcvWscale);
        }
    }

    private static int writeTimestamp(byte[] bytes, int at, int before, int value, int echo) {
        NetBytes.putInt(bytes, at,
                before << 16 | TcpReceivedOptions.KIND_TIMESTAMP << 8 | TcpReceivedOptions.LENGTH_TIMESTAMP);
        NetBytes.putInt(bytes, at + 4, value);
        NetBytes.putInt(bytes, at + 8, echo);
        return at + TcpSock.TIMESTAMP_ALIGNED;
    }

    private static void writeOptions(TcpSock sk, SkBuff skb, int sackBlocks) {
        byte[] bytes = skb.bytes();
        int at = skb.transportHeader() + TcpHeader.LENGTH;
        int padding = TcpReceivedOptions.KIND_NOP << 8 | TcpReceivedOptions.KIND_NOP;
        if (sk.rxOpt.tstampOk) {
            at = writeTimestamp(bytes, at, padding, sk.ipv4.tcpTime(sk.tsOffset), sk.rxOpt.tsRecent);
        }
        if (sackBlocks != 0) {
            NetBytes.putInt(bytes, at,
                    padding << 16 | TcpReceivedOptions.KIND_SACK << 8 | 2 + sackBlocks * SACK_BLOCK);
            writeSackBlocks(sk, bytes, at + 4, sackBlocks);
        }
    }

    /** How many runs of data wait behind a gap, as far as they can be told. RFC 2018. */
    private static int sackBlocks(TcpSock sk) {
        int blocks = 0;
        if (sk.rxOpt.sackOk) {
            SkBuff run = sk.outOfOrderQueue.peek();
            while (run != null && blocks < MAX_SACK_BLOCKS) {
                run = afterRun(sk, run, endOfRun(sk, run));
                blocks++;
            }
        }
        return blocks;
    }

    private static void writeSackBlocks(TcpSock sk, byte[] bytes, int offset, int blocks) {
        SkBuff run = sk.outOfOrderQueue.peek();
        for (int i = 0; i < blocks && run != null; i++) {
            int end = endOfRun(sk, run);
            NetBytes.putInt(bytes, offset + i * SACK_BLOCK, run.seq);
            NetBytes.putInt(bytes, offset + i * SACK_BLOCK + 4, end);
            run = afterRun(sk, run, end);
        }
    }

    /** The end of the data that follows without a gap. */
    private static int endOfRun(TcpSock sk, SkBuff first) {
        int end = first.endSeq;
        for (SkBuff skb = first; skb != null && !TcpSeq.after(skb.seq, end); skb = sk.outOfOrderQueue.next(skb)) {
            end = TcpSeq.after(skb.endSeq, end) ? skb.endSeq : end;
        }
        return end;
    }

    private static @Nullable SkBuff afterRun(TcpSock sk, SkBuff first, int end) {
        SkBuff skb = first;
        while (skb != null && !TcpSeq.after(skb.seq, end)) {
            skb = sk.outOfOrderQueue.next(skb);
        }
        return skb;
    }

    /** A segment that belongs to no sock, or to one that does not send it itself. */
    static void sendBare(
            Ipv4 ipv4, In6Addr saddr, int sport, In6Addr daddr, int dport, int flags, int seq, int ackSeq, int window) {
        SkBuff skb = SkBuff.alloc(0);
        skb.setTransportHeader(skb.push(TcpHeader.LENGTH));
        TcpHeader.write(skb, sport, dport, seq, ackSeq, TcpHeader.LENGTH, flags, window);
        sendBare(ipv4, skb, saddr, daddr);
    }

    /** As {@link #sendBare}, with a timestamp. */
    static void sendBareWithTimestamp(
            Ipv4 ipv4, TimewaitSock tw, int window) {
        SkBuff skb = SkBuff.alloc(0);
        int length = TcpHeader.LENGTH + TcpSock.TIMESTAMP_ALIGNED;
        skb.setTransportHeader(skb.push(length));
        TcpHeader.write(skb, tw.sport, tw.dport, tw.sndNxt, tw.rcvNxt, length, TcpHeader.ACK, window);
        int padding = TcpReceivedOptions.KIND_NOP << 8 | TcpReceivedOptions.KIND_NOP;
        writeTimestamp(skb.bytes(), skb.transportHeader() + TcpHeader.LENGTH, padding,
                ipv4.tcpTime(tw.tsOffset), tw.tsRecent);
        sendBare(ipv4, skb, tw.saddr, tw.daddr);
    }

    /** Sends a segment that no sock of a connection sends. */
    static void sendBare(Ipv4 ipv4, SkBuff skb, In6Addr saddr, In6Addr daddr) {
        ipv4.count(TcpMib.OUT_SEGS);
        TcpHeader.beginChecksum(skb, saddr, daddr);
        ipv4.ipOutput().sendBare(skb, saddr, daddr);
    }
}
