package org.jernel.net.ipv4;

import org.jernel.net.core.SkBuff;
import org.jernel.net.core.SkBuffHead;
import org.jernel.net.core.TcpState;
import org.jernel.net.uapi.Shutdown;
import org.jspecify.annotations.Nullable;

/** Puts received data in order for the reader. {@code tcp_data_queue} and its kin of {@code net/ipv4/tcp_input.c}. */
final class TcpDataQueue {

    private TcpDataQueue() {}

    /** Takes a segment whose place in the window is checked roughly; its header is still in front. */
    static void queue(TcpSock sk, SkBuff skb) {
        if (skb.seq == skb.endSeq) {
            return;
        }
        skb.pull(TcpHeader.headerLength(skb));
        boolean fin = (skb.tcpFlags & TcpHeader.FIN) != 0;
        if (!TcpSeq.after(skb.endSeq, sk.rcvNxt)) {
            // Seen already, so our acknowledgement did not arrive or was not believed.
            outOfWindow(sk);
        } else if (!TcpSeq.before(skb.seq, sk.rcvNxt + sk.receiveWindow())) {
            if (fin && skb.seq == sk.rcvNxt && skb.len() == 0) {
                // A FIN needs no room. RFC 9293, 3.10.7.4, and tcp_data_queue's own exception.
                queueInOrder(sk, skb);
            } else {
                outOfWindow(sk);
            }
        } else if (TcpSeq.after(skb.seq, sk.rcvNxt)) {
            queueOutOfOrder(sk, skb);
        } else {
            queueInOrder(sk, skb);
        }
    }

    private static void outOfWindow(TcpSock sk) {
        sk.ack.enterQuick(sk.rcvWnd);
        sk.ack.schedule();
    }

    private static void queueInOrder(TcpSock sk, SkBuff skb) {
        makeRoom(sk, skb);
        append(sk, skb);
        if (skb.len() > 0) {
            dataReceived(sk, skb);
        }
        if ((skb.tcpFlags & TcpHeader.FIN) != 0) {
            fin(sk);
        }
        if (!sk.outOfOrderQueue.isEmpty()) {
            drainOutOfOrder(sk);
            // RFC 5681, 4.2: what fills a gap is acknowledged at once.
            sk.ack.now |= sk.outOfOrderQueue.isEmpty();
        }
        if (!sk.isOrphan()) {
            sk.dataReady();
        }
    }

    private static void append(TcpSock sk, SkBuff skb) {
        sk.receiveQueue.queueTail(skb);
        sk.chargeRmem(skb.truesize());
        sk.counters.bytesReceived += skb.endSeq - sk.rcvNxt;
        sk.rcvNxt = skb.endSeq;
    }

    /** {@code tcp_event_data_recv}. */
    private static void dataReceived(TcpSock sk, SkBuff skb) {
        TcpAckState ack = sk.ack;
        ack.schedule();
        int length = skb.len();
        if (length > ack.rcvMss) {
            ack.rcvMss = Math.min(length, sk.advmss);
        }
        if ((skb.tcpFlags & TcpHeader.PSH) != 0) {
            ack.push();
        }
        if (!ack.started) {
            ack.started = true;
            ack.enterQuick(sk.rcvWnd);
        }
        ack.lastReceived = sk.now();
        sk.receiveSpace.measureRtt(sk);
        if (length >= 128) {
            TcpWindow.grow(sk, length, skb.truesize());
        }
    }

    /** The peer says no more: what that means to our state. {@code tcp_fin}. */
    private static void fin(TcpSock sk) {
        sk.ack.schedule();
        sk.setShutdownMask(sk.shutdownMask() | Shutdown.RCV_SHUTDOWN);
        sk.done = true;
        switch (sk.state()) {
            case SYN_RECV, ESTABLISHED -> {
                sk.setState(TcpState.CLOSE_WAIT);
                sk.ack.pingpong = true;
            }
            case FIN_WAIT1 -> {
                // Both have closed at once: our FIN is not acknowledged yet.
                TcpOutput.sendAck(sk);
                sk.setState(TcpState.CLOSING);
            }
            case FIN_WAIT2 -> {
                TcpOutput.sendAck(sk);
                TcpMinisocks.timeWait(sk, TcpState.TIME_WAIT, TcpTimer.TIMEWAIT_NANOS);
            }
            default -> {
                // CLOSE_WAIT, CLOSING and LAST_ACK have seen this FIN before
            }
        }
        SkBuffHead ahead = sk.outOfOrderQueue;
        for (SkBuff skb = ahead.dequeue(); skb != null; skb = ahead.dequeue()) {
            sk.chargeRmem(-skb.truesize());
        }
        if (!sk.isOrphan()) {
            sk.stateChange();
        }
    }

    /** Keeps a segment that came too early, and says at once which one is missed. {@code tcp_data_queue_ofo}. */
    private static void queueOutOfOrder(TcpSock sk, SkBuff skb) {
        sk.ack.schedule();
        sk.ack.now = true;
        if (sk.rmemAlloc + skb.truesize() > sk.options().rcvbuf) {
            return;
        }
        SkBuffHead ahead = sk.outOfOrderQueue;
        SkBuff at = ahead.peekTail();
        while (at != null && TcpSeq.after(at.seq, skb.seq)) {
            at = ahead.previous(at);
        }
        if (at != null && !TcpSeq.after(skb.endSeq, at.endSeq)) {
            return;
        }
        if (at == null) {
            ahead.queueHead(skb);
        } else {
            ahead.queueAfter(at, skb);
        }
        sk.chargeRmem(skb.truesize());
    }

    /** Moves on what the gap held up. {@code tcp_ofo_queue}. */
    private static void drainOutOfOrder(TcpSock sk) {
        SkBuffHead ahead = sk.outOfOrderQueue;
        for (SkBuff skb = ahead.peek(); skb != null && !TcpSeq.after(skb.seq, sk.rcvNxt); skb = ahead.peek()) {
            ahead.unlink(skb);
            sk.chargeRmem(-skb.truesize());
            if (TcpSeq.after(skb.endSeq, sk.rcvNxt)) {
                append(sk, skb);
                if ((skb.tcpFlags & TcpHeader.FIN) != 0) {
                    fin(sk);
                    return;
                }
            }
        }
    }

    /**
     * Many small segments weigh far more than their bytes, which the window counts: copies them into few large ones before
     * the buffer overflows, and then gives up what is out of order. {@code tcp_prune_queue}.
     */
    private static void makeRoom(TcpSock sk, SkBuff incoming) {
        if (sk.rmemAlloc + incoming.truesize() <= sk.options().rcvbuf) {
            return;
        }
        collapse(sk);
        if (sk.rmemAlloc + incoming.truesize() > sk.options().rcvbuf) {
            SkBuffHead ahead = sk.outOfOrderQueue;
            for (SkBuff skb = ahead.dequeue(); skb != null; skb = ahead.dequeue()) {
                sk.chargeRmem(-skb.truesize());
            }
        }
    }

    /** {@code tcp_collapse}. */
    private static void collapse(TcpSock sk) {
        SkBuffHead queue = sk.receiveQueue;
        int length = sk.inq();
        SkBuff first = queue.peek();
        if (first == null || queue.length() == 1 || length == 0) {
            return;
        }
        SkBuff merged = SkBuff.alloc(length);
        merged.seq = sk.copiedSeq;
        merged.endSeq = sk.copiedSeq;
        for (@Nullable SkBuff skb = queue.dequeue(); skb != null; skb = queue.dequeue()) {
            sk.chargeRmem(-skb.truesize());
            int known = merged.endSeq - skb.seq;
            int bytes = skb.len() - known;
            if (bytes > 0) {
                System.arraycopy(skb.bytes(), skb.data() + known, merged.bytes(), merged.put(bytes), bytes);
                merged.endSeq += bytes;
                merged.tstamp = skb.tstamp;
            }
        }
        queue.queueTail(merged);
        sk.chargeRmem(merged.truesize());
    }
}
