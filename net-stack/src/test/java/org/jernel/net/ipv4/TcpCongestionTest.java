package org.jernel.net.ipv4;

import java.util.concurrent.TimeUnit;

import org.jernel.net.core.TcpState;
import org.jernel.net.ipv4.ScriptedPeer.Segment;
import org.jernel.syscall.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.net.ipv4.TcpHeader.ACK;
import static org.jernel.net.ipv4.TcpHeader.RST;
import static org.jernel.net.ipv4.TcpHeader.SYN;

/** How much goes out, and how what is lost goes out again. RFC 5681, 6298, 6582. */
@Timeout(60)
class TcpCongestionTest {

    private static final int ISS = 1000;

    /** What a segment carries to a peer that has named no MSS. */
    private static final int MSS = 536;

    private static final int GIGABYTE = 1 << 30;

    private final TcpTestKernel host = new TcpTestKernel();
    private final ScriptedPeer peer = new ScriptedPeer(host.ipv4);

    /** The host's first byte. */
    private int first;

    private int port;

    @AfterEach
    void noOops() {
        assertThat(host.kernel.oopsCount()).isZero();
        host.close();
    }

    private TestSocket accepted() {
        TestSocket listener = TestSocket.create(host.tcp).bind("192.0.2.1", 0).listen(5);
        port = listener.port();
        peer.send(port, SYN, ISS, 0);
        first = peer.next().seq() + 1;
        peer.send(port, ACK, ISS + 1, first);
        TestSocket server = listener.accept();
        listener.close();
        return server;
    }

    private void sendSegments(TestSocket server, int segments) {
        int bytes = segments * MSS;
        assertThat(server.send(new byte[bytes], 0)).isEqualTo(bytes);
    }

    /** Acknowledges the first so many segments. */
    private void acknowledge(int segments) {
        peer.send(port, ACK, ISS + 1, first + segments * MSS);
    }

    private void sent(int... segments) {
        for (int each : segments) {
            assertThat(peer.next().seq()).isEqualTo(first + each * MSS);
        }
        assertThat(peer.isSilent()).isTrue();
    }

    private void awaitRetransmission(TestSocket server, long millis) {
        host.advance(millis, TimeUnit.MILLISECONDS, () -> server.lockedIs(() -> !peer.isSilent()));
    }

    @Test
    void tenSegmentsGoFirstAndEachAcknowledgedMakesRoomForTwo() {
        TestSocket server = accepted();
        sendSegments(server, 40);
        sent(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        acknowledge(2);
        sent(10, 11, 12, 13);
        assertThat(server.sk.congestion.window()).isEqualTo(12);
        acknowledge(3);
        sent(14, 15);
    }

    @Test
    void theThirdComplaintSendsTheMissingSegmentAgain() {
        TestSocket server = accepted();
        sendSegments(server, 10);
        sent(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        acknowledge(2);
        acknowledge(2);
        acknowledge(2);
        sent();
        assertThat(server.sk.congestion.state()).isEqualTo(TcpCongestion.State.DISORDER);
        acknowledge(2);
        sent(2);
        assertThat(server.sk.congestion.state()).isEqualTo(TcpCongestion.State.RECOVERY);
        assertThat(server.sk.congestion.window()).isEqualTo(6);
        acknowledge(5);
        sent(5);
        acknowledge(10);
        sent();
        assertThat(server.sk.congestion.state()).isEqualTo(TcpCongestion.State.OPEN);
        assertThat(server.sk.congestion.threshold()).isEqualTo(6);
        assertThat(server.sk.counters.totalRetransmits).isEqualTo(2);
    }

    @Test
    void complaintsAreHeardAfterGigabytesWithoutAny() {
        TestSocket server = accepted();
        server.locked(() -> {
            server.sk.sndUna = first - GIGABYTE - GIGABYTE - GIGABYTE;
            server.sk.congestion = new TcpCongestion(server.sk.sndUna - 1);
            for (int i = 0; i < 3; i++) {
                server.sk.sndUna += GIGABYTE;
                server.sk.congestion.acked(server.sk, 1);
            }
        });
        sendSegments(server, 10);
        sent(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        for (int i = 0; i < 3; i++) {
            acknowledge(2);
        }
        sent();
        acknowledge(2);
        sent(2);
    }

    @Test
    void aTimeoutBeginsAgainWithOneSegment() {
        TestSocket server = accepted();
        sendSegments(server, 6);
        sent(0, 1, 2, 3, 4, 5);
        awaitRetransmission(server, 200);
        sent(0);
        assertThat(server.sk.congestion.window()).isOne();
        assertThat(server.sk.congestion.threshold()).isEqualTo(5);
        acknowledge(1);
        sent(1, 2);
        acknowledge(3);
        sent(3, 4, 5);
        acknowledge(6);
        assertThat(server.sk.congestion.state()).isEqualTo(TcpCongestion.State.OPEN);
        assertThat(server.sk.rtxQueue.isEmpty()).isTrue();
    }

    @Test
    void aWindowThatIsNotUsedDoesNotGrow() {
        TestSocket server = accepted();
        for (int i = 0; i < 30; i++) {
            sendSegments(server, 1);
            sent(i);
            acknowledge(i + 1);
        }
        assertThat(server.sk.congestion.window()).isEqualTo(10);
    }

    @Test
    void theRoundTripIsMeasuredAndWaitedFor() {
        TestSocket server = accepted();
        for (int i = 0; i < 20; i++) {
            sendSegments(server, 1);
            sent(i);
            host.clock.advance(100, TimeUnit.MILLISECONDS);
            acknowledge(i + 1);
            // A timer's thread may have the sock just then, and hears of it in the test's place.
            TcpTestKernel.eventually(() -> server.lockedIs(server.sk.rtxQueue::isEmpty));
        }
        assertThat(server.sk.rtt.smoothedNanos()).isBetween(
                TimeUnit.MILLISECONDS.toNanos(80), TimeUnit.MILLISECONDS.toNanos(100));
        assertThat(server.sk.rtt.rto()).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(280));
    }

    @Test
    void theUsersTimeoutEndsTheConnection() {
        TestSocket server = accepted();
        server.sk.tcp.userTimeoutMillis = 500;
        sendSegments(server, 1);
        sent(0);
        awaitRetransmission(server, 200);
        sent(0);
        host.advance(300, TimeUnit.MILLISECONDS, () -> server.lockedIs(() -> server.sk.err() != 0));
        assertThat(server.sk.err()).isEqualTo(Errno.ETIMEDOUT.number());
        assertThat(server.state()).isEqualTo(TcpState.CLOSE);
    }

    @Test
    void finWait2LastsAsLongAsTheUserSays() {
        TestSocket server = accepted();
        server.sk.tcp.linger2Seconds = 3;
        server.close();
        Segment fin = peer.next();
        peer.send(port, ACK, ISS + 1, fin.seq() + 1);
        assertThat(host.isEmpty()).isFalse();
        host.advance(3, TimeUnit.SECONDS, host::isEmpty);
        assertThat(peer.isSilent()).isTrue();
    }

    @Test
    void finWait2MayBeForbidden() {
        TestSocket server = accepted();
        server.sk.tcp.linger2Seconds = -1;
        server.close();
        Segment fin = peer.next();
        peer.send(port, ACK, ISS + 1, fin.seq() + 1);
        assertThat(peer.next().flags()).isEqualTo(RST);
        assertThat(host.isEmpty()).isTrue();
    }

    @Test
    void aDeferredAcceptComesAboutWhenItsTimeIsUp() {
        TestSocket listener = TestSocket.create(host.tcp).bind("192.0.2.1", 0);
        listener.sk.tcp.deferAccept = 1;
        listener.listen(5);
        port = listener.port();
        peer.send(port, SYN, ISS, 0);
        first = peer.next().seq() + 1;
        peer.send(port, ACK, ISS + 1, first);
        assertThat(listener.sk.ackBacklog).isZero();
        host.advance(1, TimeUnit.SECONDS, () -> !peer.isSilent());
        assertThat(peer.next().flags()).isEqualTo(SYN | ACK);
        peer.send(port, ACK, ISS + 1, first);
        assertThat(listener.sk.ackBacklog).isOne();
        listener.close();
    }
}
