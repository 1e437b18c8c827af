package org.jernel.net.ipv4;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jernel.net.core.SkBuff;
import org.jernel.net.device.NetDevice;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.SockAddrIn;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The other end of a connection, played by the test packet by packet: the far side of a device whose network is 192.0.2.0/24,
 * this host being .1 and the peer .2.
 */
final class ScriptedPeer extends NetDevice {

    static final int HOST = SockAddrIn.parse("192.0.2.1");
    static final int PEER = SockAddrIn.parse("192.0.2.2");
    static final int PEER_PORT = 4000;
    static final int MTU = 1500;

    private final Ipv4 ipv4;
    private final Deque<SkBuff> sent = new ArrayDeque<>();

    ScriptedPeer(Ipv4 ipv4) {
        super("test0", MTU);
        this.ipv4 = ipv4;
        ipv4.fib().add(Route.v4(HOST, 32, Route.Type.LOCAL, this, In6Addr.mapped(HOST)));
        ipv4.fib().add(Route.v4(
                SockAddrIn.parse("192.0.2.0"), 24, Route.Type.UNICAST, this, In6Addr.mapped(HOST)));
    }

    @Override
    protected void startXmit(SkBuff skb) {
        completeChecksum(skb);
        synchronized (sent) {
            sent.add(skb);
        }
    }

    /** What a device does that sums by itself: the field holds the pseudo header's part. */
    private static void completeChecksum(SkBuff skb) {
        assertThat(skb.ipSummed()).isEqualTo(SkBuff.CHECKSUM_PARTIAL);
        int at = skb.transportHeader();
        int length = skb.len() - IpHeader.LENGTH;
        TcpHeader.putCheck(skb, ~Checksum.fold(Checksum.partial(skb.bytes(), at, length, 0)) & 0xffff);
        skb.setIpSummed(SkBuff.CHECKSUM_NONE);
    }

    /** The oldest segment that the stack sent and nobody has looked at. */
    Segment next() {
        synchronized (sent) {
            SkBuff skb = sent.poll();
            if (skb == null) {
                throw new AssertionError("nothing was sent");
            }
            return Segment.of(skb);
        }
    }

    boolean isSilent() {
        synchronized (sent) {
            return sent.isEmpty();
        }
    }

    /** Sends a segment to the host, with the checksums that a wire would have. */
    void send(int hostPort, int flags, int seq, int ack, int window, byte[] options, byte[] data) {
        SkBuff skb = SkBuff.alloc(data.length);
        System.arraycopy(data, 0, skb.bytes(), skb.put(data.length), data.length);
        int headerLength = TcpHeader.LENGTH + options.length;
        int at = skb.push(headerLength);
        skb.setTransportHeader(at);
        TcpHeader.write(skb, PEER_PORT, hostPort, seq, ack, headerLength, flags, window);
        System.arraycopy(options, 0, skb.bytes(), at + TcpHeader.LENGTH, options.length);
        completeAndSend(skb);
    }

    /** Sends a segment that says where urgent data ends. */
    void sendUrgent(int hostPort, int pointer, int seq, int ack, byte... data) {
        SkBuff skb = SkBuff.alloc(data.length);
        System.arraycopy(data, 0, skb.bytes(), skb.put(data.length), data.length);
        skb.setTransportHeader(skb.push(TcpHeader.LENGTH));
        TcpHeader.write(skb, PEER_PORT, hostPort, seq, ack, TcpHeader.LENGTH, TcpHeader.ACK, 65535);
        TcpHeader.putUrgentPointer(skb, pointer);
        completeAndSend(skb);
    }

    private void completeAndSend(SkBuff skb) {
        int at = skb.transportHeader();
        long pseudo = Checksum.pseudoHeader(PEER, HOST, IpProtocol.IPPROTO_TCP, skb.len());
        TcpHeader.putCheck(skb, ~Checksum.fold(Checksum.partial(skb.bytes(), at, skb.len(), pseudo)) & 0xffff);
        IpHeader.push(skb, 0, 0, 64, IpProtocol.IPPROTO_TCP, PEER, HOST);
        sendRaw(skb.toByteArray());
    }

    void send(int hostPort, int flags, int seq, int ack, byte... data) {
        send(hostPort, flags, seq, ack, 65535, new byte[0], data);
    }

    /** A packet as it is, right or wrong. */
    void sendRaw(byte[] packet) {
        ipv4.softIrq().netifRx(SkBuff.of(packet));
        ipv4.softIrq().doSoftirq();
    }

    /** What a test looks at in a segment. */
    @SuppressWarnings("ArrayRecordComponent") // the components are compared one by one
    record Segment(int flags, int seq, int ack, int window, int dport, byte[] options, byte[] data, byte[] packet) {

        static Segment of(SkBuff skb) {
            byte[] data = new byte[skb.len() - IpHeader.LENGTH - TcpHeader.headerLength(skb)];
            int at = skb.transportHeader();
            int headerLength = TcpHeader.headerLength(skb);
            System.arraycopy(skb.bytes(), at + headerLength, data, 0, data.length);
            byte[] options = new byte[headerLength - TcpHeader.LENGTH];
            System.arraycopy(skb.bytes(), at + TcpHeader.LENGTH, options, 0, options.length);
            return new Segment(
                    TcpHeader.flags(skb),
                    TcpHeader.seq(skb),
                    TcpHeader.ackSeq(skb),
                    TcpHeader.window(skb),
                    TcpHeader.dest(skb),
                    options,
                    data,
                    skb.toByteArray());
        }
    }
}
