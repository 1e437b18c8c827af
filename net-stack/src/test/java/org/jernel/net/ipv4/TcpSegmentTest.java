package org.jernel.net.ipv4;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jernel.kernel.file.Poll;
import org.jernel.net.core.NetBytes;
import org.jernel.net.core.SockCommon;
import org.jernel.net.core.TcpState;
import org.jernel.net.ipv4.ScriptedPeer.Segment;
import org.jernel.net.uapi.In6Addr;
import org.jernel.net.uapi.IpProtocol;
import org.jernel.net.uapi.Shutdown;
import org.jernel.syscall.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.net.ipv4.TcpHeader.ACK;
import static org.jernel.net.ipv4.TcpHeader.FIN;
import static org.jernel.net.ipv4.TcpHeader.PSH;
import static org.jernel.net.ipv4.TcpHeader.RST;
import static org.jernel.net.ipv4.TcpHeader.SYN;

/** Packet by packet: what comes in, what goes out, and the state between. RFC 9293. */
@Timeout(60)
class TcpSegmentTest {

    private static final int ISS = 1000;
    private static final byte[] NONE = {};

    private final TcpTestKernel host = new TcpTestKernel();
    private final ScriptedPeer peer = new ScriptedPeer(host.ipv4);
    private final byte[] buffer = new byte[100];

    /** The sequence number that the host's next byte will have. */
    private int hostSeq;

    private int port;

    @AfterEach
    void noOops() {
        assertThat(host.kernel.oopsCount()).isZero();
        host.close();
    }

    /** A connection that the peer has made to the host, without any option. */
    private TestSocket accepted() {
        TestSocket listener = TestSocket.create(host.tcp).bind("192.0.2.1", 0).listen(5);
        port = listener.port();
        peer.send(port, SYN, ISS, 0);
        Segment synack = peer.next();
        hostSeq = synack.seq() + 1;
        peer.send(port, ACK, ISS + 1, hostSeq);
        TestSocket server = listener.accept();
        listener.close();
        assertThat(peer.isSilent()).isTrue();
        return server;
    }

    @Test
    void aSynOffersWhatLinuxOffersInItsOrder() {
        TestSocket client = TestSocket.create(host.tcp).connect("192.0.2.2", ScriptedPeer.PEER_PORT);
        Segment syn = peer.next();
        assertThat(syn.flags()).isEqualTo(SYN);
        assertThat(syn.dport()).isEqualTo(ScriptedPeer.PEER_PORT);
        assertThat(syn.ack()).isZero();
        assertThat(syn.window()).isEqualTo(65535 - 65535 % 1460 + 1460 - 1460);
        assertThat(syn.options()).hasSize(20).startsWith(2, 4, 1460 >> 8, 1460 & 0xff, 4, 2, 8, 10);
        assertThat(java.util.Arrays.copyOfRange(syn.options(), 12, 20)).containsExactly(0, 0, 0, 0, 1, 3, 3, 7);
        assertThat(client.state()).isEqualTo(TcpState.SYN_SENT);
    }

    @Test
    void aHandshakeInProgressIsSeen() {
        TestSocket listener = TestSocket.create(host.tcp).bind("192.0.2.1", 0).listen(5);
        peer.send(listener.port(), SYN, ISS, 0);
        List<SockCommon> seen = new ArrayList<>();
        host.ipv4.hash().dump(seen::add);
        assertThat(seen).extracting(SockCommon::state).containsExactly(TcpState.LISTEN, TcpState.SYN_RECV);
        assertThat(seen.get(1).peerAddress()).hasToString("192.0.2.2:4000");
        assertThat(seen.get(1).socket()).isNull();
        listener.close();
    }

    @Test
    void theIpHeaderIsWholeAndItsChecksumRight() {
        TestSocket.create(host.tcp).connect("192.0.2.2", ScriptedPeer.PEER_PORT);
        byte[] packet = peer.next().packet();
        assertThat(packet).startsWith(0x45, 0, 0, 60);
        assertThat(packet[6]).isEqualTo((byte) 0x40);
        assertThat(packet[8]).isEqualTo((byte) 64);
        assertThat(packet[9]).isEqualTo((byte) IpProtocol.IPPROTO_TCP);
        assertThat(NetBytes.getInt(packet, 12)).isEqualTo(ScriptedPeer.HOST);
        assertThat(NetBytes.getInt(packet, 16)).isEqualTo(ScriptedPeer.PEER);
        assertThat(Checksum.of(packet, 0, 20)).isZero();
    }

    @Test
    void theTcpChecksumCoversThePseudoHeaderTheHeaderAndTheData() {
        TestSocket server = accepted();
        assertThat(server.send(new byte[] {1, 2, 3}, 0)).isEqualTo(3);
        byte[] packet = peer.next().packet();
        long sum = (long) IpProtocol.IPPROTO_TCP + packet.length - 20;
        for (int i = 12; i < packet.length; i++) {
            sum += (i & 1) == 0 ? (packet[i] & 0xffL) << 8 : packet[i] & 0xffL;
        }
        assertThat(sum % 0xffff).isZero();
    }

    @Test
    void aSynAckNamesOnlyWhatTheSynOffered() {
        TestSocket listener = TestSocket.create(host.tcp).bind("192.0.2.1", 0).listen(5);
        peer.send(listener.port(), SYN, ISS, 0);
        Segment plain = peer.next();
        assertThat(plain.flags()).isEqualTo(SYN | ACK);
        assertThat(plain.ack()).isEqualTo(ISS + 1);
        assertThat(plain.options()).containsExactly(2, 4, 1460 >> 8, 1460 & 0xff);
        peer.send(listener.port(), RST, ISS + 1, 0);
        byte[] offer = {2, 4, 4, 0, 4, 2, 8, 10, 0, 0, 0, 9, 0, 0, 0, 0, 1, 3, 3, 5};
        peer.send(listener.port(), SYN, ISS, 0, 65535, offer, NONE);
        Segment full = peer.next();
        assertThat(full.options()).hasSize(20);
        assertThat(NetBytes.getInt(full.options(), 12)).isEqualTo(9);
    }

    @Test
    void theActiveSideAnswersTheSynAckAndSegmentsCarryTimestamps() {
        TestSocket client = TestSocket.create(host.tcp).connect("192.0.2.2", ScriptedPeer.PEER_PORT);
        Segment syn = peer.next();
        byte[] options = {2, 4, 4, 0, 4, 2, 8, 10, 0, 0, 0, 9, 0, 0, 0, 0, 1, 3, 3, 5};
        peer.send(client.port(), SYN | ACK, ISS, syn.seq() + 1, 1000, options, NONE);
        Segment ack = peer.next();
        assertThat(ack.flags()).isEqualTo(ACK);
        assertThat(ack.seq()).isEqualTo(syn.seq() + 1);
        assertThat(ack.ack()).isEqualTo(ISS + 1);
        assertThat(ack.options()).startsWith(1, 1, 8, 10);
        assertThat(NetBytes.getInt(ack.options(), 8)).isEqualTo(9);
        assertThat(client.state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(client.sk.sndWnd).as("a SYN's window is not scaled").isEqualTo(1000);
        assertThat(client.sk.rxOpt.sndWscale).isEqualTo(5);
        assertThat(client.sk.mssCache).as("half of the largest window offered").isEqualTo(500);
    }

    @Test
    void anAckOfSomethingNeverSentInSynSentIsReset() {
        TestSocket client = TestSocket.create(host.tcp).connect("192.0.2.2", ScriptedPeer.PEER_PORT);
        Segment syn = peer.next();
        peer.send(client.port(), SYN | ACK, ISS, syn.seq() + 7);
        Segment reset = peer.next();
        assertThat(reset.flags()).isEqualTo(RST);
        assertThat(reset.seq()).isEqualTo(syn.seq() + 7);
        assertThat(client.state()).isEqualTo(TcpState.SYN_SENT);
    }

    @Test
    void aSegmentForNobodyIsAnsweredWithAResetThatTheSenderWillBelieve() {
        peer.send(9, SYN, ISS, 0, (byte) 1, (byte) 2);
        Segment forSyn = peer.next();
        assertThat(forSyn.flags()).isEqualTo(RST | ACK);
        assertThat(forSyn.ack()).isEqualTo(ISS + 3);
        peer.send(9, ACK, ISS, 77);
        Segment forAck = peer.next();
        assertThat(forAck.flags()).isEqualTo(RST);
        assertThat(forAck.seq()).isEqualTo(77);
        peer.send(9, RST, ISS, 0);
        assertThat(peer.isSilent()).isTrue();
    }

    @Test
    void aWrongChecksumIsDroppedUnseen() {
        TestSocket server = accepted();
        peer.send(port, ACK | PSH, ISS + 1, hostSeq, (byte) 'x');
        byte[] packet = {0x45, 0, 0, 41, 0, 0, 0x40, 0, 64, 6, 0, 0, (byte) 192, 0, 2, 2, (byte) 192, 0, 2, 1, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0x50, 0x10, 0, 0, 0, 0, 0, 0, 'y'};
        peer.sendRaw(packet);
        assertThat(server.sk.inq()).isEqualTo(1);
    }

    @Test
    void outOfOrderDataWaitsIsReportedBySackAndIsReadInOrder() {
        byte[] sackPermitted = {4, 2, 1, 1};
        TestSocket listener = TestSocket.create(host.tcp).bind("192.0.2.1", 0).listen(5);
        port = listener.port();
        peer.send(port, SYN, ISS, 0, 65535, sackPermitted, NONE);
        hostSeq = peer.next().seq() + 1;
        peer.send(port, ACK, ISS + 1, hostSeq);
        TestSocket server = listener.accept();
        peer.send(port, ACK, ISS + 3, hostSeq, (byte) 'c', (byte) 'd');
        Segment first = peer.next();
        assertThat(first.ack()).isEqualTo(ISS + 1);
        assertThat(first.options()).startsWith(1, 1, 5, 10);
        assertThat(NetBytes.getInt(first.options(), 4)).isEqualTo(ISS + 3);
        assertThat(NetBytes.getInt(first.options(), 8)).isEqualTo(ISS + 5);
        peer.send(port, ACK, ISS + 7, hostSeq, (byte) 'g');
        Segment second = peer.next();
        assertThat(second.options()).startsWith(1, 1, 5, 18);
        assertThat(server.sk.inq()).isZero();
        peer.send(port, ACK, ISS + 1, hostSeq, (byte) 'a', (byte) 'b', (byte) 'c');
        assertThat(peer.next().ack()).isEqualTo(ISS + 5);
        peer.send(port, ACK, ISS + 5, hostSeq, (byte) 'e', (byte) 'f');
        assertThat(peer.next().ack()).isEqualTo(ISS + 8);
        assertThat(server.recv(buffer, 0)).isEqualTo(7);
        assertThat(buffer).startsWith('a', 'b', 'c', 'd', 'e', 'f', 'g');
        assertThat(server.sk.rmemAlloc).isZero();
    }

    @Test
    void whatWasReceivedBeforeIsAcknowledgedAgainAndNotReadTwice() {
        TestSocket server = accepted();
        peer.send(port, ACK, ISS + 1, hostSeq, (byte) 'a', (byte) 'b');
        assertThat(server.recv(buffer, 0)).isEqualTo(2);
        drain();
        peer.send(port, ACK, ISS + 1, hostSeq, (byte) 'a', (byte) 'b');
        assertThat(peer.next().ack()).isEqualTo(ISS + 3);
        peer.send(port, ACK, ISS + 2, hostSeq, (byte) 'b', (byte) 'c');
        assertThat(server.recv(buffer, 0)).isEqualTo(1);
        assertThat(buffer[0]).isEqualTo((byte) 'c');
    }

    @Test
    void aResetMustHitTheNextNumberExactly() {
        TestSocket server = accepted();
        peer.send(port, RST, ISS + 5, 0);
        Segment challenge = peer.next();
        assertThat(challenge.flags()).isEqualTo(ACK);
        assertThat(challenge.ack()).isEqualTo(ISS + 1);
        peer.send(port, RST, ISS + 100_000, 0);
        assertThat(peer.isSilent()).isTrue();
        assertThat(server.state()).isEqualTo(TcpState.ESTABLISHED);
        peer.send(port, RST, ISS + 1, 0);
        assertThat(server.state()).isEqualTo(TcpState.CLOSE);
        assertThat(server.sk.err()).isEqualTo(Errno.ECONNRESET.number());
    }

    @Test
    void aSynInsideAConnectionIsChallenged() {
        TestSocket server = accepted();
        peer.send(port, SYN, ISS + 1, 0);
        assertThat(peer.next().flags()).isEqualTo(ACK);
        assertThat(server.state()).isEqualTo(TcpState.ESTABLISHED);
    }

    @Test
    void closingFirstGoesThroughBothFinWaitsToTimeWait() {
        TestSocket server = accepted();
        server.shutdown(Shutdown.SEND_SHUTDOWN);
        Segment fin = peer.next();
        assertThat(fin.flags()).isEqualTo(FIN | ACK);
        assertThat(fin.seq()).isEqualTo(hostSeq);
        assertThat(server.state()).isEqualTo(TcpState.FIN_WAIT1);
        peer.send(port, ACK, ISS + 1, hostSeq + 1);
        assertThat(server.state()).isEqualTo(TcpState.FIN_WAIT2);
        peer.send(port, FIN | ACK, ISS + 1, hostSeq + 1);
        assertThat(peer.next().ack()).isEqualTo(ISS + 2);
        assertThat(server.state()).isEqualTo(TcpState.CLOSE);
        server.close();
        peer.send(port, FIN | ACK, ISS + 1, hostSeq + 1);
        Segment again = peer.next();
        assertThat(again.flags()).as("TIME_WAIT acknowledges the FIN that comes once more").isEqualTo(ACK);
        assertThat(again.ack()).isEqualTo(ISS + 2);
        host.advance(60, TimeUnit.SECONDS, host::isEmpty);
    }

    @Test
    void closingAtOnceGoesThroughClosing() {
        TestSocket server = accepted();
        server.shutdown(Shutdown.SEND_SHUTDOWN);
        assertThat(peer.next().flags()).isEqualTo(FIN | ACK);
        peer.send(port, FIN | ACK, ISS + 1, hostSeq);
        assertThat(server.state()).isEqualTo(TcpState.CLOSING);
        assertThat(peer.next().ack()).isEqualTo(ISS + 2);
        peer.send(port, ACK, ISS + 2, hostSeq + 1);
        assertThat(server.state()).isEqualTo(TcpState.CLOSE);
        assertThat(host.ipv4.hash().established().size()).as("its memory in TIME_WAIT").isEqualTo(1);
    }

    @Test
    void closingSecondGoesThroughCloseWaitAndLastAck() {
        TestSocket server = accepted();
        peer.send(port, FIN | ACK, ISS + 1, hostSeq);
        assertThat(server.state()).isEqualTo(TcpState.CLOSE_WAIT);
        assertThat(server.poll() & Poll.POLLRDHUP).isNotZero();
        drain();
        server.close();
        assertThat(server.state()).isEqualTo(TcpState.LAST_ACK);
        Segment fin = peer.next();
        assertThat(fin.flags()).isEqualTo(FIN | ACK);
        assertThat(fin.ack()).isEqualTo(ISS + 2);
        peer.send(port, ACK, ISS + 2, hostSeq + 1);
        assertThat(server.state()).isEqualTo(TcpState.CLOSE);
        assertThat(host.isEmpty()).isTrue();
    }

    @Test
    void dataForAReaderThatClosedIsReset() {
        TestSocket server = accepted();
        server.close();
        assertThat(peer.next().flags()).isEqualTo(FIN | ACK);
        peer.send(port, ACK, ISS + 1, hostSeq + 1);
        peer.send(port, ACK | PSH, ISS + 1, hostSeq + 1, (byte) 'x');
        assertThat(peer.next().flags()).isEqualTo(RST);
        assertThat(host.isEmpty()).isTrue();
    }

    @Test
    void finWait2WithoutAnOwnerEndsAfterAMinute() {
        TestSocket server = accepted();
        server.close();
        peer.send(port, ACK, ISS + 1, hostSeq + 1);
        assertThat(host.isEmpty()).isFalse();
        host.advance(60, TimeUnit.SECONDS, host::isEmpty);
    }

    @Test
    void aFinTakesTheLastByteAlong() {
        TestSocket server = accepted();
        server.sk.tcp.cork = true;
        assertThat(server.send(new byte[] {'z'}, 0)).isEqualTo(1);
        assertThat(peer.isSilent()).isTrue();
        server.shutdown(Shutdown.SEND_SHUTDOWN);
        Segment last = peer.next();
        assertThat(last.flags() & FIN).isEqualTo(FIN);
        assertThat(last.data()).containsExactly('z');
    }

    @Test
    void nothingIsSentBeyondTheWindowAndAProbeAsksForMore() {
        TestSocket server = accepted();
        peer.send(port, ACK, ISS + 1, hostSeq, 4, NONE, new byte[] {'p'});
        assertThat(server.sk.sndWnd).as("only a later segment makes the window smaller").isEqualTo(65535);
        peer.send(port, ACK, ISS + 2, hostSeq, 4, NONE, new byte[] {'q'});
        drain();
        assertThat(server.sk.sndWnd).isEqualTo(4);
        assertThat(server.send(new byte[] {1, 2, 3, 4, 5, 6}, 0)).isEqualTo(6);
        assertThat(peer.isSilent()).isTrue();
        host.advance(200, TimeUnit.MILLISECONDS, () -> server.lockedIs(() -> !peer.isSilent()));
        Segment probe = peer.next();
        assertThat(probe.data()).containsExactly(1, 2, 3, 4);
        peer.send(port, ACK, ISS + 3, hostSeq + 4, 100, NONE, NONE);
        assertThat(peer.next().data()).containsExactly(5, 6);
    }

    @Test
    void whatIsNotAcknowledgedIsSentAgainWithTheSameBytes() {
        TestSocket server = accepted();
        assertThat(server.send(new byte[] {1, 2, 3}, 0)).isEqualTo(3);
        Segment first = peer.next();
        host.advance(200, TimeUnit.MILLISECONDS, () -> server.lockedIs(() -> !peer.isSilent()));
        Segment again = peer.next();
        assertThat(again.seq()).isEqualTo(first.seq());
        assertThat(again.data()).containsExactly(1, 2, 3);
        peer.send(port, ACK, ISS + 1, hostSeq + 2);
        assertThat(server.sk.wmemQueued).isPositive();
        host.advance(400, TimeUnit.MILLISECONDS, () -> server.lockedIs(() -> !peer.isSilent()));
        Segment rest = peer.next();
        assertThat(rest.seq()).isEqualTo(hostSeq + 2);
        assertThat(rest.data()).containsExactly(3);
        peer.send(port, ACK, ISS + 1, hostSeq + 3);
        assertThat(server.sk.wmemQueued).isZero();
        assertThat(server.sk.rtxQueue.isEmpty()).isTrue();
    }

    @Test
    void anAcknowledgementOfTheFutureIsIgnored() {
        TestSocket server = accepted();
        peer.send(port, ACK | PSH, ISS + 1, hostSeq + 50, (byte) 'x');
        assertThat(server.sk.inq()).isZero();
        assertThat(server.state()).isEqualTo(TcpState.ESTABLISHED);
    }

    @Test
    void acknowledgementsOfSingleSegmentsAreDelayedAndRideOnAnswers() {
        TestSocket server = accepted();
        server.locked(() -> {
            server.sk.ack.started = true;
            server.sk.ack.quick = 0;
        });
        peer.send(port, ACK | PSH, ISS + 1, hostSeq, (byte) 'a');
        assertThat(peer.isSilent()).isTrue();
        assertThat(server.send(new byte[] {'b'}, 0)).isEqualTo(1);
        Segment answer = peer.next();
        assertThat(answer.data()).containsExactly('b');
        assertThat(answer.ack()).isEqualTo(ISS + 2);
        assertThat(peer.isSilent()).isTrue();
        peer.send(port, ACK | PSH, ISS + 2, hostSeq + 1, (byte) 'c');
        assertThat(peer.isSilent()).isTrue();
        host.advance(40, TimeUnit.MILLISECONDS, () -> !peer.isSilent());
        assertThat(peer.next().ack()).isEqualTo(ISS + 3);
    }

    @Test
    void aSynAckIsRepeatedUntilTheHandshakeIsComplete() {
        TestSocket listener = TestSocket.create(host.tcp).bind("192.0.2.1", 0).listen(5);
        peer.send(listener.port(), SYN, ISS, 0);
        Segment first = peer.next();
        host.advance(1, TimeUnit.SECONDS, () -> !peer.isSilent());
        assertThat(peer.next().seq()).isEqualTo(first.seq());
        peer.send(listener.port(), SYN, ISS, 0);
        assertThat(peer.next().seq()).as("the same SYN again gets the same answer").isEqualTo(first.seq());
        peer.send(listener.port(), ACK, ISS + 1, first.seq() + 2);
        assertThat(peer.next().flags()).isEqualTo(RST);
        assertThat(listener.sk.ackBacklog).isZero();
        peer.send(listener.port(), RST, ISS + 1, 0);
        listener.close();
        assertThat(host.isEmpty()).isTrue();
    }

    @Test
    void addressesOfNobodyAreNotReached() {
        TestSocket client = TestSocket.create(host.tcp);
        assertThat(TcpConnectionTest.errnoOf(() -> client.connect("198.51.100.1", 80))).isEqualTo(Errno.ENETUNREACH);
        assertThat(TcpConnectionTest.errnoOf(() -> client.connect("127.255.255.255", 80)))
                .isEqualTo(Errno.ENETUNREACH);
        assertThat(host.ipv4.mayBind(In6Addr.parse("198.51.100.1"))).isFalse();
        assertThat(client.connect("127.0.0.9", 80).sk.saddr).isEqualTo(In6Addr.V4_LOOPBACK);
    }

    private void drain() {
        while (!peer.isSilent()) {
            assertThat(peer.next().flags()).isEqualTo(ACK);
        }
    }
}
