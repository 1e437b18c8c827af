package org.jernel.net.ipv4;

import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.net.core.SkBuff;
import org.jernel.net.core.TcpMib;
import org.jernel.net.device.SoftIrq;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;
import org.jspecify.annotations.Nullable;

/**
 * Finds whose a segment is, and answers those that are nobody's. Modelled on {@code net/ipv4/tcp_ipv4.c}; its twin {@code
 * net/ipv6/tcp_ipv6.c} needs no code here, as a packet's addresses are of one kind.
 */
final class TcpIpv4 implements InetProtocol {

    private final Ipv4 ipv4;

    TcpIpv4(Ipv4 ipv4) {
        this.ipv4 = ipv4;
    }

    /** {@code tcp_v4_rcv}: a segment from IP, its header in front; softirq context, without locks. */
    @Override
    @KernelFunction("tcp_v4_rcv")
    public void receive(SkBuff skb, Route.Type to) {
        if (to != Route.Type.LOCAL) {
            return;
        }
        ipv4.count(TcpMib.IN_SEGS);
        int headerLength = skb.len() < TcpHeader.LENGTH ? 0 : TcpHeader.headerLength(skb);
        if (headerLength < TcpHeader.LENGTH || skb.len() < headerLength) {
            ipv4.count(TcpMib.IN_ERRS);
            return;
        }
        if (!isChecksumRight(skb)) {
            ipv4.count(TcpMib.IN_CSUM_ERRORS);
            ipv4.count(TcpMib.IN_ERRS);
            return;
        }
        int flags = TcpHeader.flags(skb);
        int numbers = skb.len() - headerLength
                + ((flags & TcpHeader.SYN) != 0 ? 1 : 0)
                + ((flags & TcpHeader.FIN) != 0 ? 1 : 0);
        skb.seq = TcpHeader.seq(skb);
        skb.endSeq = skb.seq + numbers;
        skb.tcpFlags = flags;
        skb.ackSeq = (flags & TcpHeader.ACK) != 0 ? TcpHeader.ackSeq(skb) : 0;
        deliver(skb, null);
    }

    /** On loopback the checksum was never completed, and need not be. */
    private static boolean isChecksumRight(SkBuff skb) {
        if (skb.ipSummed() != SkBuff.CHECKSUM_NONE) {
            return true;
        }
        long pseudo = Checksum.pseudoHeader(
                skb.saddrHigh, skb.saddrLow, skb.daddrHigh, skb.daddrLow, IpProtocol.IPPROTO_TCP, skb.len());
        return Checksum.fold(Checksum.partial(skb.bytes(), skb.data(), skb.len(), pseudo)) == 0xffff;
    }

    /** A segment whose sock has closed since it was looked up. */
    void receiveUnless(TcpSock closed, SkBuff skb) {
        deliver(skb, closed);
    }

    private void deliver(SkBuff skb, @Nullable TcpSock except) {
        TcpEndpoint endpoint = lookupEstablished(skb);
        switch (endpoint) {
            case TcpSock sk when sk == except -> {
                // Closed and still in the table for an instant: as good as gone
            }
            case TcpSock sk -> {
                sk.options().noteIncomingCpu(SoftIrq.CPU);
                sk.receiveSkb(skb);
            }
            case RequestSock req -> req.listener.receiveSkb(skb);
            case TimewaitSock tw -> receiveTimewait(tw, skb);
            case null -> deliverToListener(skb);
        }
    }

    private @Nullable TcpEndpoint lookupEstablished(SkBuff skb) {
        TcpEndpoint endpoint = ipv4.hash().established().lookup(
                skb.daddrHigh, skb.daddrLow, TcpHeader.dest(skb),
                skb.saddrHigh, skb.saddrLow, TcpHeader.source(skb));
        return endpoint == null || BoundDevice.takesFrom(endpoint.boundDevIf(), skb.iif) ? endpoint : null;
    }

    private void deliverToListener(SkBuff skb) {
        TcpSock listener = ipv4.hash().lookupListener(
                skb.daddrHigh, skb.daddrLow, TcpHeader.dest(skb),
                skb.saddrHigh, skb.saddrLow, TcpHeader.source(skb), skb.iif);
        if (listener == null) {
            sendReset(ipv4, skb);
        } else {
            listener.receiveSkb(skb);
        }
    }

    /** A segment for a listener or for one of its handshakes; the listener is locked. */
    void receiveOnListener(TcpSock listener, SkBuff skb) {
        TcpEndpoint endpoint = lookupEstablished(skb);
        switch (endpoint) {
            case RequestSock req when req.listener == listener -> TcpMinisocks.checkReq(req, skb);
            case RequestSock req -> req.listener.receiveSkb(skb);
            case TcpSock child -> child.receiveSkb(skb);
            case TimewaitSock tw -> receiveTimewait(tw, skb);
            case null -> receiveFirst(listener, skb);
        }
    }

    /** RFC 9293, 3.10.7.2. */
    private void receiveFirst(TcpSock listener, SkBuff skb) {
        int flags = skb.tcpFlags;
        if ((flags & TcpHeader.RST) != 0) {
            return;
        }
        if ((flags & TcpHeader.ACK) != 0) {
            sendReset(ipv4, skb);
        } else if ((flags & (TcpHeader.SYN | TcpHeader.FIN)) == TcpHeader.SYN) {
            TcpMinisocks.connRequest(listener, skb, skb.ackSeq);
        }
    }

    private void receiveTimewait(TimewaitSock tw, SkBuff skb) {
        switch (TcpMinisocks.timewaitStateProcess(tw, skb)) {
            case ACK -> TcpMinisocks.timewaitAck(tw);
            case RST -> {
                sendReset(ipv4, skb);
                tw.kill();
            }
            case KILL -> tw.kill();
            case SYN -> receiveAfterTimewait(tw, skb);
            case SUCCESS -> {
                // Nothing more is to be done
            }
        }
    }

    private void receiveAfterTimewait(TimewaitSock tw, SkBuff skb) {
        TcpSock listener = ipv4.hash().lookupListener(
                skb.daddrHigh, skb.daddrLow, tw.sport, skb.saddrHigh, skb.saddrLow, tw.dport, skb.iif);
        if (listener == null) {
            TcpMinisocks.timewaitAck(tw);
            return;
        }
        tw.kill();
        // A SYN acknowledges nothing, so the field says where the new connection begins. tcp_tw_isn
        skb.ackSeq = tw.sndNxt + TcpMinisocks.ISN_BEYOND;
        listener.receiveSkb(skb);
    }

    /** Tells the sender of a segment that it is nobody's. {@code tcp_v4_send_reset}; RFC 9293, 3.10.7.1. */
    static void sendReset(Ipv4 ipv4, SkBuff skb) {
        if ((skb.tcpFlags & TcpHeader.RST) != 0) {
            return;
        }
        ipv4.count(TcpMib.OUT_RSTS);
        boolean acks = (skb.tcpFlags & TcpHeader.ACK) != 0;
        TcpSegment.sendBare(
                ipv4,
                new In6Addr(skb.daddrHigh, skb.daddrLow),
                TcpHeader.dest(skb),
                new In6Addr(skb.saddrHigh, skb.saddrLow),
                TcpHeader.source(skb),
                acks ? TcpHeader.RST : TcpHeader.RST | TcpHeader.ACK,
                acks ? skb.ackSeq : 0,
                acks ? 0 : skb.endSeq,
                0);
    }
}
